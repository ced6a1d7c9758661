"""Where the class of an object can be read from: one small project for each source."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import answers

CLIENT = """
    class Client:
        async def get(self): ...
        def close(self): ...
    class Sync:
        def get(self): ...
"""

KNOWN = {
    "a list": "def f(clients: list[Client]):\n    for c in clients:\n        c.get()",
    "a list by index": "def f(clients: list[Client]):\n    clients[0].get()",
    "a slice of a list": "def f(clients: list[Client]):\n    clients[1:][0].get()",
    "values of a dict": "def f(clients: dict[str, Client]):\n    for c in clients.values():\n"
    "        c.get()",
    "items of a dict": "def f(clients: dict[str, Client]):\n    for k, c in clients.items():\n"
    "        c.get()",
    "dict.get": "def f(clients: dict[str, Client]):\n    clients.get('a').get()",
    "an old spelling": "from typing import Dict, List\ndef f(clients: Dict[str, List[Client]]):\n"
    "    clients['a'][0].get()",
    "a tuple": "def f(pair: tuple[int, Client]):\n    n, c = pair\n    c.get()",
    "a tuple of any length": "def f(many: tuple[Client, ...]):\n    many[3].get()",
    "a literal list": "def f():\n    for c in [Client(), Client()]:\n        c.get()",
    "a literal dict": "CLIENTS = {'a': Client()}\ndef f():\n    CLIENTS['a'].get()",
    "a comprehension": "def f(n):\n    cs = [Client() for _ in range(n)]\n    cs[0].get()",
    "the target of a comprehension": "def f(cs: list[Client]):\n    x = [ask(c.get()) for c in cs]",
    "enumerate": "def f(cs: list[Client]):\n    for i, c in enumerate(cs):\n        c.get()",
    "zip": "def f(cs: list[Client]):\n    for i, c in zip([1], cs):\n        c.get()",
    "sorted": "def f(cs: list[Client]):\n    sorted(cs)[0].get()",
    "next": "def f(cs: list[Client]):\n    next(iter(cs)).get()",
    "args": "def f(*clients: Client):\n    clients[0].get()",
    "kwargs": "def f(**clients: Client):\n    clients['a'].get()",
    "async for":
    "from typing import AsyncIterator\nasync def each() -> AsyncIterator[Client]: ...\n"
    "async def f():\n    async for c in each():\n        c.get()",
    "an async generator": "async def each():\n    yield Client()\nasync def f():\n"
    "    async for c in each():\n        c.get()",
    "an async iterator class": "class Each:\n    def __aiter__(self):\n        return self\n"
    "    async def __anext__(self) -> Client: ...\nasync def f():\n"
    "    async for c in Each():\n        c.get()",
    "an iterator class": "from typing import Iterator\nclass Each:\n"
    "    def __iter__(self) -> Iterator[Client]: ...\ndef f():\n    for c in Each():\n"
    "        c.get()",
    "__getitem__": "class Each:\n    def __getitem__(self, i) -> Client: ...\ndef f(e: Each):\n"
    "    e[0].get()",
    "an asynccontextmanager": "from contextlib import asynccontextmanager\n@asynccontextmanager\n"
    "async def opened():\n    yield Client()\nasync def f():\n    async with opened() as c:\n"
    "        c.get()",
    "a contextmanager with annotation": "from contextlib import contextmanager\n"
    "from typing import Iterator\n@contextmanager\ndef opened() -> Iterator[Client]:\n"
    "    yield make()\ndef f():\n    with opened() as c:\n        c.get()",
    "unpacked by with": "from contextlib import contextmanager\nfrom typing import Iterator\n"
    "@contextmanager\ndef opened() -> Iterator[tuple[int, Client]]:\n    yield make()\n"
    "def f():\n    with opened() as (n, c):\n        c.get()",
    "an obvious return": "def make():\n    return Client()\ndef f():\n    make().get()",
    "an obvious return of a method": "class Pool:\n    def take(self):\n        return Client()\n"
    "def f():\n    Pool().take().get()",
    "returns that agree": "def make(x):\n    if x:\n        return None\n    return Client()\n"
    "def f():\n    make(1).get()",
    "an awaited obvious return": "async def make():\n    return Client()\nasync def f():\n"
    "    (await make()).get()",
    "an attribute awaited": "async def make() -> Client: ...\nclass A:\n    async def open(self):\n"
    "        self.c = await make()\n    async def f(self):\n        self.c.get()",
    "an attribute from a function": "def make() -> Client: ...\nclass A:\n    def __init__(self):\n"
    "        self.c = make()\n    async def f(self):\n        self.c.get()",
    "an attribute from with": "class A:\n    async def f(self, m: Client):\n        self.c = m\n"
    "        self.c.get()",
    "unpacked attributes": "def both() -> tuple[int, Client]: ...\nclass A:\n"
    "    def __init__(self):\n        self.n, self.c = both()\n    async def f(self):\n"
    "        self.c.get()",
    "an attribute of an attribute": "class B:\n    def __init__(self):\n        self.c = Client()\n"
    "class A:\n    def __init__(self, b: B):\n        self.b = b\n    def f(self):\n"
    "        self.b.c.get()",
    "a property without annotation": "class A:\n    @property\n    def c(self):\n"
    "        return Client()\n    def f(self):\n        self.c.get()",
    "a cached property": "from functools import cached_property\nclass A:\n    @cached_property\n"
    "    def c(self) -> Client: ...\n    def f(self):\n        self.c.get()",
    "a dataclass": "from dataclasses import dataclass\n@dataclass\nclass A:\n    c: Client\n"
    "def f(a: A):\n    a.c.get()",
    "a pydantic model": "from pydantic import BaseModel\nclass A(BaseModel):\n"
    "    c: Client | None = None\ndef f(a: A):\n    a.c.get()",
    "a walrus": "def f(make):\n    if c := Client():\n        c.get()",
    "a ternary": "def f(x):\n    c = Client() if x else None\n    c.get()",
    "or": "def f(c: Client | None):\n    (c or Client()).get()",
    "typing.cast": "from typing import cast\ndef f(x):\n    cast(Client, x).get()",
    "typing.cast in quotes": "from typing import cast\ndef f(x):\n    c = cast('Client', x)\n"
    "    c.get()",
    "isinstance": "def f(c):\n    if isinstance(c, Client):\n        c.get()",
    "isinstance and": "def f(c):\n    x = isinstance(c, Client) and ask(c.get())",
    "isinstance of an attribute": "def f(a):\n    if isinstance(a.c, Client):\n        a.c.get()",
    "an asserted isinstance": "def f(c):\n    assert isinstance(c, Client)\n    c.get()",
    "an early return": "def f(c):\n    if not isinstance(c, Client):\n        return\n    c.get()",
    "a class pattern": "def f(c):\n    match c:\n        case Client():\n            c.get()",
    "the last of two assignments": "def f():\n    c = Sync()\n    c = Client()\n    c.get()",
    "the branch it stands in": "def f(x):\n    if x:\n        c = Client()\n        c.get()\n"
    "    else:\n        c = Sync()",
    "a parameter bound again": "def f(c):\n    c = Client()\n    c.get()",
    "an alias of a class": "Alias = Client\ndef f(c: Alias):\n    c.get()",
    "an alias of a type": "Clients = list[Client]\ndef f(cs: Clients):\n    cs[0].get()",
    "a type variable with a bound": "from typing import TypeVar\nT = TypeVar('T', bound=Client)\n"
    "def f(c: T):\n    c.get()",
    "a generic base":
    "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n"
    "    def take(self) -> T: ...\nclass ClientBox(Box[Client]): ...\ndef f(b: ClientBox):\n"
    "    b.take().get()",
    "a generic class":
    "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n"
    "    inside: T\ndef f(b: Box[Client]):\n    b.inside.get()",
    "Self": "from typing import Self\nclass Base:\n    def me(self) -> Self: ...\n"
    "class More(Base, Client): ...\nMore().me().get()",
    "self returned": "class Base:\n    def me(self):\n        return self\n"
    "class More(Base, Client): ...\nMore().me().get()",
    "a class that was handed over": "def f(make: type[Client]):\n    make().get()",
    "a callable that was handed over": "from typing import Callable\n"
    "def f(make: Callable[[], Client]):\n    make().get()",
    "a global": "_client = None\ndef start():\n    global _client\n    _client = Client()\n"
    "def f():\n    _client.get()",
    "a class inside a function": "def f():\n    class More(Client): ...\n    More().get()",
    "an attribute the other class lacks": "class Other:\n    def other(self): ...\n"
    "def f(c: Client | Other):\n    c.get()",
    "a name imported in a class body": "class Api:\n    from base import Client as client\n"
    "Api.client().get()",
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN.keys())
def test_the_class_is_known_of(text: str, tmp_path: Path) -> None:
    files = {"base.py": CLIENT, "app.py": _asked(text, "base.Client.get")}

    expected, actual = answers(tmp_path, files)

    assert expected == actual


UNCERTAIN = {
    "a union that disagrees": "def f(c: Client | Sync):\n    c.get()",
    "an attribute that disagrees": "class A:\n    def __init__(self):\n        self.c = Client()\n"
    "    def reset(self):\n        self.c = Sync()\n    def f(self):\n        self.c.get()",
    "an attribute set from outside": "class A:\n    def __init__(self):\n"
    "        self.c = Client()\n    def f(self):\n        self.c.get()\n"
    "def g(a):\n    a.c = Sync()",
    "an attribute a subclass sets": "class A:\n    def __init__(self):\n        self.c = Client()\n"
    "    def f(self):\n        self.c.get()\nclass B(A):\n    def __init__(self):\n"
    "        self.c = Sync()",
    "a branch before": "def f(x):\n    c = Client()\n    if x:\n        c = Sync()\n    c.get()",
    "a loop that comes again": "def f(xs):\n    c = Client()\n    for x in xs:\n        c.get()\n"
    "        c = Sync()",
    "try and except": "def f():\n    try:\n        c = Client()\n    except OSError:\n"
    "        c = Sync()\n    c.get()",
    "a closure over a name bound twice":
    "def f():\n    c = Client()\n    def g():\n        c.get()\n"
    "    c = Sync()\n    return g",
    "a walrus behind and": "def f(flag):\n    flag and (c := Sync())\n"
    "    flag or (c := Client())\n    c.get()",
    "isinstance undone": "def f(c):\n    if isinstance(c, Client):\n        c = Sync()\n"
    "        c.get()",
    "isinstance elsewhere": "def f(c, d):\n    if isinstance(d, Client):\n        c.get()",
    "isinstance of two classes":
    "def f(c):\n    if isinstance(c, (Client, Sync)):\n        c.get()",
    "the branch where a test failed": "def f(c: Client):\n    if isinstance(c, Client):\n"
    "        pass\n    else:\n        c.get()",
    "after a test that leaves": "def f(c: Client):\n    if isinstance(c, Client):\n"
    "        return\n    c.get()",
    "before or": "def f(c: Client):\n    x = isinstance(c, Client) or ask(c.get())",
    "the other branch": "def f(c):\n    if isinstance(c, Client):\n        pass\n    else:\n"
    "        c.get()",
    "returns that disagree": "def make(x):\n    if x:\n        return Sync()\n    return Client()\n"
    "def f():\n    make(1).get()",
    "a stub": "def make(): ...\ndef f():\n    make().get()",
    "a decorated maker": "from somewhere import cached\n@cached\ndef make():\n    return Client()\n"
    "def f():\n    make().get()",
    "a decorated class": "from somewhere import fake\n@fake\nclass More(Client): ...\n"
    "def f():\n    More().get()",
    "__getattribute__": "class More(Client):\n    def __getattribute__(self, name): ...\n"
    "def f():\n    More().get()",
    "__new__ of another": "class More(Client):\n    def __new__(cls):\n        return Sync()\n"
    "def f():\n    More().get()",
    "an unknown element": "def f(cs: list):\n    cs[0].get()",
    "a mixed list": "def f():\n    for c in [Client(), Sync()]:\n        c.get()",
    "an index out of reach": "def f(pair: tuple[int, Client]):\n    pair[5].get()",
    "a loop through itself": "def f(node):\n    while node:\n        node = node.next\n"
    "        node.get()",
    "functions that call each other": "def one():\n    return two()\ndef two():\n    return one()\n"
    "def f():\n    one().get()",
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_nothing_is_said_about(text: str, tmp_path: Path) -> None:
    files = {"base.py": CLIENT, "app.py": _asked(text, "nothing")}

    expected, actual = answers(tmp_path, files)

    assert expected == actual


def _asked(text: str, answer: str) -> str:
    """A module that asks what each line with a call of `get` calls."""
    lines = [
        f"{line}  # calls {answer}" if line.endswith(".get()") or "ask(" in line
        else line
        for line in text.splitlines()
    ]
    return "\n".join(["from base import Client, Sync", *lines])


OUTSIDE = """
import asyncio
import aiohttp

class Job:
    async def run(self): ...

async def main(session: aiohttp.ClientSession, jobs: asyncio.Queue[Job]):
    async with session.get("u") as response:
        response.json()  # calls aiohttp.ClientResponse.json
    answer = await session.post("u")
    answer.text()  # calls aiohttp.ClientResponse.text
    async with session.ws_connect("u") as socket:
        socket.ping()  # calls aiohttp.ClientWebSocketResponse.ping
    job = await jobs.get()
    job.run()  # calls app.Job.run
    jobs.get_nowait().run()  # calls app.Job.run
    process = await asyncio.create_subprocess_exec("ls")
    process.stdout.read()  # calls asyncio.StreamReader.read
    reader, writer = await asyncio.open_connection("h", 1)
    writer.drain()  # calls asyncio.StreamWriter.drain
"""


def test_bundled_knowledge_tells_what_objects_of_packages_give(tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": OUTSIDE})

    assert expected == actual
