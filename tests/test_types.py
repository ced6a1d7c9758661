"""Which class an object certainly has, seen by the coroutine functions it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import answers

KNOWN = {
    "an instance made": "class C:\n    async def f(self): ...\ndef g():\n    c = C()\n"
    "    c.f()  # calls app.C.f",
    "an instance made on the spot": "class C:\n    async def f(self): ...\n"
    "C().f()  # calls app.C.f",
    "an instance made in one branch": "class C:\n    async def f(self): ...\ndef g(x):\n"
    "    c = None\n    if x: c = C()\n    c.f()  # calls app.C.f",
    "an annotated parameter": "class C:\n    async def f(self): ...\ndef g(c: C):\n"
    "    c.f()  # calls app.C.f",
    "an annotation in quotes": "class C:\n    async def f(self): ...\ndef g(c: 'C'):\n"
    "    c.f()  # calls app.C.f",
    "an optional annotation": "from typing import Optional\nclass C:\n"
    "    async def f(self): ...\ndef g(c: Optional[C]):\n    c.f()  # calls app.C.f",
    "a union with None": "class C:\n    async def f(self): ...\ndef g(c: C | None):\n"
    "    c.f()  # calls app.C.f",
    "an Annotated parameter": "from typing import Annotated\nclass C:\n"
    "    async def f(self): ...\ndef g(c: Annotated[C, 1]):\n    c.f()  # calls app.C.f",
    "a generic annotation": "class C(Generic[T]):\n    async def f(self): ...\n"
    "def g(c: C[int]):\n    c.f()  # calls app.C.f",
    "an annotated local": "class C:\n    async def f(self): ...\ndef g():\n    c: C = make()\n"
    "    c.f()  # calls app.C.f",
    "a module's instance": "class C:\n    async def f(self): ...\nc = C()\nc.f()  # calls app.C.f",
    "an attribute": "class C:\n    async def f(self): ...\nclass D:\n    def __init__(self):\n"
    "        self.c = C()\n    def g(self):\n        self.c.f()  # calls app.C.f",
    "an attribute first None": "class C:\n    async def f(self): ...\nclass D:\n    c = None\n"
    "    def __init__(self):\n        self.c = C()\n    def g(self):\n"
    "        self.c.f()  # calls app.C.f",
    "an attribute of a base": "class C:\n    async def f(self): ...\nclass B:\n"
    "    def __init__(self):\n        self.c = C()\nclass D(B):\n    def g(self):\n"
    "        self.c.f()  # calls app.C.f",
    "an attribute set from a parameter": "class C:\n    async def f(self): ...\nclass D:\n"
    "    def __init__(self, c: C):\n        self.c = c\n    def g(self):\n"
    "        self.c.f()  # calls app.C.f",
    "an annotated attribute": "class C:\n    async def f(self): ...\nclass D:\n    c: C\n"
    "    def g(self):\n        self.c.f()  # calls app.C.f",
    "a property": "class C:\n    async def f(self): ...\nclass D:\n    @property\n"
    "    def c(self) -> C: ...\n    def g(self):\n        self.c.f()  # calls app.C.f",
    "with ... as": "class C:\n    def __enter__(self): return self\n    async def f(self): ...\n"
    "def g():\n    with C() as c:\n        c.f()  # calls app.C.f",
    "async with ... as": "from typing import Self\nclass C:\n"
    "    async def __aenter__(self) -> Self:\n        return self\n    async def f(self): ...\n"
    "async def g():\n    async with C() as c:\n        c.f()  # calls app.C.f",
    "with ... as something else": "class R:\n    async def f(self): ...\nclass C:\n"
    "    def __enter__(self) -> R: ...\ndef g():\n    with C() as r:\n"
    "        r.f()  # calls app.R.f",
    "a return annotation": "class C:\n    async def f(self): ...\ndef make() -> C: ...\n"
    "make().f()  # calls app.C.f",
    "an awaited return annotation": "class C:\n    async def f(self): ...\n"
    "async def make() -> C: ...\nasync def g():\n    c = await make()\n    c.f()  # calls app.C.f",
    "a class handed over": "class C:\n    @classmethod\n    async def f(cls): ...\n"
    "def g(c: type[C]):\n    c.f()  # calls app.C.f",
    "a loop variable": "class C:\n    async def f(self): ...\nfor c in [C()]:\n"
    "    c.f()  # calls app.C.f",
    "a parameter annotated Self": "from typing import Self\nclass C:\n"
    "    async def f(self): ...\n    def g(self: Self):\n        self.f()  # calls app.C.f",
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN.keys())
def test_the_class_is_known_of(text: str, tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": text})

    assert expected == actual


UNCERTAIN = {
    "a method of an unknown object": "class C:\n    async def f(self): ...\ndef g(c):\n    c.f()",
    "a method of another class": "class C:\n    async def f(self): ...\nclass D:\n"
    "    def f(self): ...\ndef g(d: D):\n    d.f()",
    "starred parameters": "class C:\n    async def count(self): ...\ndef g(*c: C):\n    c.count()",
    "double-starred parameters": "class C:\n    async def get(self): ...\ndef g(**c: C):\n"
    "    c.get()",
    "a parameter assigned again": "class C:\n    async def f(self): ...\ndef g(c: C):\n"
    "    c = make(c)\n    c.f()",
    "an instance of two classes": "class C:\n    async def f(self): ...\nclass D:\n"
    "    def f(self): ...\ndef g(x):\n    c = C() if x else D()\n    c.f()",
    "two assignments that disagree": "class C:\n    async def f(self): ...\nclass D:\n"
    "    def f(self): ...\ndef g(x):\n    c = C()\n    if x:\n        c = D()\n    c.f()",
    "attributes that disagree": "class C:\n    async def f(self): ...\nclass D:\n"
    "    def __init__(self, x):\n        self.c = C()\n        if x: self.c = other()\n"
    "    def g(self):\n        self.c.f()",
    "an attribute that disagrees with the class": "class C:\n    async def f(self): ...\n"
    "class D:\n    c = other()\n    def __init__(self):\n        self.c = C()\n    def g(self):\n"
    "        self.c.f()",
    "an attribute that disagrees with a base": "class C:\n    async def f(self): ...\nclass B:\n"
    "    def __init__(self):\n        self.c = other()\nclass D(B):\n    def h(self):\n"
    "        self.c = C()\n    def g(self):\n        self.c.f()",
    "a method over an attribute of the base": "class C:\n    async def f(self): ...\nclass B:\n"
    "    c: C\nclass D(B):\n    def c(self): ...\n    def g(self):\n        self.c.f()",
    "a union of two classes": "class C:\n    async def f(self): ...\nclass D:\n"
    "    def f(self): ...\ndef g(c: C | D):\n    c.f()",
    "a list of instances": "class C:\n    async def f(self): ...\ndef g(c: list[C]):\n    c.f()",
    "a type variable": "class C:\n    async def f(self): ...\nT = TypeVar('T', bound=C)\n"
    "def g(c: T):\n    c.f()",
    "with ... as something unknown": "class C:\n    def __enter__(self): return other()\n"
    "    async def f(self): ...\ndef g():\n    with C() as c:\n        c.f()",
    "an unawaited maker": "class C:\n    async def f(self): ...\nasync def make() -> C: ...\n"
    "make().f()",
    "a decorated maker": "from gone import deco\nclass C:\n    async def f(self): ...\n@deco\n"
    "def make() -> C: ...\nmake().f()",
    "the first parameter of a static method": "class C:\n    async def f(self): ...\n"
    "    @staticmethod\n    def g(other):\n        other.f()",
    "a first parameter with another annotation": "class D:\n    def f(self): ...\nclass C:\n"
    "    async def f(self): ...\n    def g(request: D):\n        request.f()",
    "self assigned again": "class C:\n    async def f(self): ...\n    def g(self):\n"
    "        self = other()\n        self.f()",
    "a second parameter": "class C:\n    async def f(self): ...\n    def g(self, other):\n"
    "        other.f()",
    "a class with a sync override beside it": "class C:\n    async def f(self): ...\n"
    "def g(c: C):\n    class D(C):\n        def f(self): ...\n    c.f()",
    "self in a nested function's parameter": "class C:\n    async def f(self): ...\n"
    "    def g(self):\n        def h(self):\n            self.f()",
    "a function given as an argument": "async def f(): ...\ndef g(f):\n    f()",
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_nothing_is_said_about(text: str, tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": f"{text}  # calls nothing"})

    assert expected == actual


ACROSS = {
    "a method of a base in another module": {
        "base.py": "class B:\n    async def f(self): ...",
        "app.py": "from base import B\nclass C(B):\n    def g(self):\n"
        "        self.f()  # calls base.B.f",
    },
    "a method of a base's base": {
        "a.py": "class A:\n    async def f(self): ...",
        "b.py": "from a import A\nclass B(A): ...",
        "app.py": "import b\nclass C(b.B):\n    def g(self):\n        self.f()  # calls a.A.f",
    },
    "a base through the package": {
        "pkg/__init__.py": "from .base import B",
        "pkg/base.py": "class B:\n    async def f(self): ...",
        "app.py": "from pkg import B\nclass C(B): ...\nC().f()  # calls pkg.base.B.f",
    },
    "a base under another name": {
        "base.py": "class B:\n    async def f(self): ...",
        "app.py": "from base import B as Root\nclass C(Root): ...\nC().f()  # calls base.B.f",
    },
    "super, over modules": {
        "base.py": "class B:\n    async def f(self): ...",
        "app.py": "from base import B\nclass C(B):\n    async def f(self):\n"
        "        super().f()  # calls base.B.f",
    },
    "a decorator of another module": {
        "deco.py": "def keep(f):\n    return f",
        "app.py": "from deco import keep\n@keep\nasync def f(): ...\nf()  # calls app.f",
    },
    "a decorator of a package beside": {
        "pkg/__init__.py": "",
        "pkg/deco.py": "def keep(f):\n    return f",
        "pkg/store.py": "from .deco import keep\n@keep\nasync def save(): ...",
        "app.py": "from pkg.store import save\nsave()  # calls pkg.store.save",
    },
    "an attribute whose class is elsewhere": {
        "pkg/__init__.py": "",
        "pkg/client.py": "class Client:\n    async def get(self): ...",
        "pkg/app.py": "from .client import Client\nclass App:\n    def __init__(self):\n"
        "        self.client = Client()",
        "main.py": "from pkg.app import App\ndef g(app: App):\n"
        "    app.client.get()  # calls pkg.client.Client.get",
    },
    "a class in a namespace package": {
        "ns/client.py": "class Client:\n    async def get(self): ...",
        "ns/app.py": "from .client import Client\ndef make() -> Client: ...",
        "main.py": "from ns.app import make\ndef g():\n    c = make()\n"
        "    c.get()  # calls ns.client.Client.get",
    },
    "a sibling of a folder that is no package": {
        "scripts/client.py": "class Client:\n    async def get(self): ...",
        "scripts/app.py": "from client import Client\nclass C(Client): ...\ndef g(c: C):\n"
        "    c.get()  # calls scripts.client.Client.get",
    },
    "an annotation imported for type checking": {
        "client.py": "class Client:\n    async def get(self): ...",
        "main.py": "from __future__ import annotations\nif TYPE_CHECKING:\n"
        "    from client import Client\ndef g(c: Client):\n    c.get()  # calls client.Client.get",
    },
    "a library's class under a subclass": {
        "client.py": "import asyncio\nclass Jobs(asyncio.Queue): ...",
        "main.py": "from client import Jobs\nJobs().put(1)  # calls asyncio.Queue.put",
    },
}


@pytest.mark.parametrize("files", ACROSS.values(), ids=ACROSS.keys())
def test_modules_are_followed_for(files: dict[str, str], tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, files)

    assert expected == actual


PATHS_AND_FILES = """
import gzip
import io
import anyio
from pathlib import Path

class Folder(Path): ...

def f(path: Path, own: Folder, text: str, number: int, remote: anyio.Path):
    path / "a"  # type pathlib.Path
    (path / "a").parent / "b"  # type pathlib.Path
    remote / "a"  # type anyio.Path
    own / "a"  # type nothing
    number / 2  # type nothing
    text / path  # type nothing
    open(text)  # type io.FileIO
    path.open()  # type io.FileIO
    io.open(text)  # type io.FileIO
    gzip.open(text)  # type nothing
    with open(text) as file:
        file  # type io.FileIO
"""


def test_paths_and_files_are_known(tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": PATHS_AND_FILES})

    assert expected == actual
