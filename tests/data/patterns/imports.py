"""Every way to import what the patterns look for, and names that only look like it."""

import asyncio
import asyncio as aio
import collections
from asyncio import Event, gather as together
from asyncio import sleep as nap
from asyncio.locks import BoundedSemaphore
from collections import defaultdict as by_default
from dataclasses import dataclass, field

pause = asyncio.sleep


@dataclass
class Shared:
    ready: Event = field(default_factory=Event)
    lock: aio.Lock = field(default_factory=aio.Lock)
    locks: dict = field(default_factory=lambda: by_default(aio.Condition))
    other: dict = collections.defaultdict(asyncio.Semaphore)


async def waits(shared: Shared, seconds: float = 1.0) -> None:
    await nap(seconds)
    await pause(seconds), await asyncio.sleep(delay=seconds)
    await aio.wait_for(shared.ready.wait(), timeout=3)
    await together(nap(1), asyncio.sleep(2, "done"), *[aio.sleep(n) for n in range(3)])
    async with BoundedSemaphore(2), aio.TaskGroup() as group:
        group.create_task(nap(3))
    "😀 é"; await nap(4); asyncio.ensure_future(nap(5))  # noqa: ASL201


def looks_alike(asyncio: object, nap=print) -> None:
    asyncio.sleep(1)
    nap(1)
    for Event in (1, 2):
        Event(3)


def starts(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.get_running_loop().create_task(waits(Shared()))  # noqa: ASL201
    loop.create_task(waits(Shared()))  # noqa: ASL201
    asyncio . create_task(  # a comment  # noqa: ASL201
        waits(Shared()),
    )
