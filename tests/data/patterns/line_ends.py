import asyncio
from asyncio import (
    Lock as L,
    sleep,
)


async def f(x):
    "😀"; await sleep(
        1)  # é
    return [L() for L in x], L(), asyncio.Barrier(2)
