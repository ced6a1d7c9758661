"""Parcels that wait to be sent."""

import asyncio


class Courier:
    """Makes its queue with itself, so each event loop that has a courier has a queue."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    async def pack(self, name: str) -> None:
        """Put a parcel where the courier finds it."""
        await asyncio.sleep(0.01)
        await self._waiting.put(name)

    async def collect(self) -> str:
        """The next parcel, as soon as there is one."""
        return await self._waiting.get()
