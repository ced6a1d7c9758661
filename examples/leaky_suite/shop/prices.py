"""What things cost."""

from functools import lru_cache


class PriceCache:
    def __init__(self) -> None:
        self._prices: dict[str, int] = {}

    def learn(self, item: str, price: int) -> None:
        self._prices[item] = price

    def price(self, item: str) -> int:
        """The price of an item; 10 when nobody said another."""
        return self._prices.get(item, 10)


@lru_cache
def get_prices() -> PriceCache:
    """The prices that everybody sees."""
    return PriceCache()


def shipping(count: int) -> int:
    """What it costs to send some items."""
    return 5 * count
