"""How often a customer may ask."""


class RateLimiter:
    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: dict[str, int] = {}

    def admits(self, customer: str) -> bool:
        """Whether one more request is within the limit; counts it."""
        self._asked[customer] = self._asked.get(customer, 0) + 1
        return self._asked[customer] <= self._most
