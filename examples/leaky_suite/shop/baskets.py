"""What customers have put into their baskets."""


class BasketStore:
    def __init__(self) -> None:
        self._items: dict[str, list[str]] = {}

    def put(self, customer: str, item: str) -> list[str]:
        """Add an item; gives all that is in the basket now."""
        self._items.setdefault(customer, []).append(item)
        return self._items[customer]

    def total(self) -> int:
        """How many items all baskets have."""
        return sum(map(len, self._items.values()))


baskets = BasketStore()
