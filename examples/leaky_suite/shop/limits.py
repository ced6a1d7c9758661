"""How often a customer may ask."""


class RateLimiter:
    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: dict[str, int] = {}

    def admits(self, customer: str) -> bool:
        """Whether one more request is within the limit; counts it."""
        self._asked[customer] = self._asked.get(customer, 0) + 1
        return self._asked[customer] <= self._most


_limiter: RateLimiter | None = None


def get_limiter() -> RateLimiter:
    """The limiter, made when it is first asked for."""
    global _limiter
    if _limiter is None:
        _limiter = RateLimiter(3)
    return _limiter
