import asyncio
import asyncio as aio
from asyncio import Queue, open_connection as connect, run

import async_timeout


async def main(serve, pool, *arguments):
    jobs: Queue = Queue(maxsize=3)
    last, first = asyncio.LifoQueue(), asyncio.PriorityQueue(*arguments)
    done, _ = await aio.wait([jobs, last, first], timeout=1)
    for each in asyncio.as_completed(done):
        await each
    async with asyncio.timeout(1) as limit, asyncio.timeout_at(limit):
        await asyncio.shield(serve())
    async with async_timeout.timeout(3), async_timeout.timeout_at(4):
        await asyncio.to_thread(print, 1, sep="")
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, print)
    await asyncio.get_event_loop().run_in_executor(pool, print)
    asyncio.run_coroutine_threadsafe(serve(), loop)
    loop.call_soon_threadsafe(print)
    loop.call_soon(print, 1)
    loop.call_later(1, print)
    loop.add_signal_handler(15, print)
    future = loop.create_future(), asyncio.Future(), asyncio.wrap_future(pool)
    reader, writer = await connect("a", 1)
    server = await asyncio.start_server(serve, "a", 1)
    process = await asyncio.create_subprocess_exec("ls", stdout=asyncio.subprocess.PIPE)
    shell = await asyncio.create_subprocess_shell("ls")
    return future, reader, writer, server, process, shell, asyncio.StreamReader()


run(main(1))
with asyncio.Runner() as runner:
    asyncio.set_event_loop(asyncio.new_event_loop())
