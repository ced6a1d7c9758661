"""Sends orders in the background, and hears of those that arrived."""

import anyio
from anyio.streams.text import TextReceiveStream

from orders import warehouse
from orders.models import Order
from orders.store import OrderStore

HOST, PORT = "carrier.example", 9090


async def send(order: Order, sent: list[Order]) -> None:
    """Have one order sent, and say so."""
    if await warehouse.reserve(order.item, order.count):
        sent.append(order)


async def send_waiting(store: OrderStore) -> int:
    """Have all waiting orders sent; gives how many could be."""
    sent: list[Order] = []
    async with anyio.create_task_group() as group:
        for order in await store.waiting():
            group.start_soon(send, order, sent)
    return len(sent)


async def work(store: OrderStore) -> None:
    """Look for waiting orders until cancelled."""
    while True:
        await send_waiting(store)
        await anyio.sleep(30)


async def listen(store: OrderStore) -> None:
    """Forget the orders that the carrier delivered; it says one id a line."""
    with anyio.fail_after(10):
        stream = await anyio.connect_tcp(HOST, PORT)
    async with stream:
        rest = ""
        async for text in TextReceiveStream(stream):
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                await store.remove(line)
