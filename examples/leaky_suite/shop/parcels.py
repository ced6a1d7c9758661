"""Parcels that wait to be sent."""

import asyncio

waiting: asyncio.Queue[str] = asyncio.Queue()


async def pack(name: str) -> None:
    """Put a parcel where the courier finds it."""
    await asyncio.sleep(0.01)
    await waiting.put(name)


async def collect() -> str:
    """The next parcel, as soon as there is one."""
    return await waiting.get()
