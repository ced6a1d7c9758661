"""The warehouse speaks a line protocol of its own."""

import anyio
from anyio.streams.buffered import BufferedByteReceiveStream

HOST, PORT = "warehouse.example", 7070


async def reserve(item: str, count: int) -> bool:
    """Ask the warehouse to put something aside; raises TimeoutError when it is silent."""
    with anyio.fail_after(5):
        return await ask(f"RESERVE {item} {count}\n") == "OK"


async def ask(line: str) -> str:
    """Say a line to the warehouse, and give its answer."""
    async with await anyio.connect_tcp(HOST, PORT) as stream:
        await stream.send(line.encode())
        answer = await BufferedByteReceiveStream(stream).receive_until(b"\n", 1000)
    return answer.decode()
