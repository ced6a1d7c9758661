"""Sends orders in the background, and hears of those that arrived."""

import asyncio

from orders import warehouse
from orders.models import Order
from orders.store import store

HOST, PORT = "carrier.example", 9090

stopping = asyncio.Event()


async def send(order: Order) -> bool:
    """Have one order sent."""
    return await warehouse.reserve(order.item, order.count)


async def send_waiting() -> int:
    """Have all waiting orders sent; gives how many could be."""
    sent = await asyncio.gather(*[send(order) for order in await store.waiting()])
    return sum(sent)


async def work() -> None:
    """Look for waiting orders until told to stop."""
    while not stopping.is_set():
        await send_waiting()
        await asyncio.sleep(30)


async def listen() -> None:
    """Forget the orders that the carrier delivered; it says one id a line."""
    reader, writer = await asyncio.open_connection(HOST, PORT)
    while line := await reader.readline():
        await store.remove(line.decode().strip())
    writer.close()


def start() -> "list[asyncio.Task[None]]":
    """Work in the background."""
    return [asyncio.create_task(work()), asyncio.create_task(listen())]
