"""Orders that were placed, kept in memory."""

import asyncio

from orders.models import Order


class OrderStore:
    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._lock = asyncio.Lock()

    async def add(self, order: Order) -> None:
        async with self._lock:
            self._orders[order.id] = order

    async def get(self, order_id: str) -> Order | None:
        async with self._lock:
            return self._orders.get(order_id)

    async def remove(self, order_id: str) -> None:
        async with self._lock:
            self._orders.pop(order_id, None)

    async def waiting(self) -> list[Order]:
        async with self._lock:
            return list(self._orders.values())


store = OrderStore()
