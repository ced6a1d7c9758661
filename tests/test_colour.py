"""Which calls certainly make a coroutine: definitions, methods, bases, decorators."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import answers

KNOWN = {
    "a function of the file": "async def f(): ...\nf()  # calls app.f",
    "a function defined below": "def main():\n    f()  # calls app.f\nasync def f(): ...",
    "a nested function": "def g():\n    async def f(): ...\n    f()  # calls app.g.<locals>.f",
    "the last of two definitions": "def f(): ...\nasync def f(): ...\nf()  # calls app.f",
    "definitions that agree": "if x:\n    async def f(): ...\nelse:\n    async def f(): ...\n"
    "f()  # calls app.f",
    "a method of self": "class C:\n    async def f(self): ...\n    def g(self):\n"
    "        self.f()  # calls app.C.f",
    "a method of self in a lambda": "class C:\n    async def f(self): ...\n    def g(self):\n"
    "        return lambda: ask(self.f())  # calls app.C.f",
    "a method of self in a nested function": "class C:\n    async def f(self): ...\n"
    "    def g(self):\n        def h():\n            self.f()  # calls app.C.f",
    "self under another name": "class C:\n    async def f(this): ...\n    def g(this):\n"
    "        this.f()  # calls app.C.f",
    "a method of cls": "class C:\n    @classmethod\n    async def f(cls): ...\n    @classmethod\n"
    "    def g(cls):\n        cls.f()  # calls app.C.f",
    "a static method": "class C:\n    @staticmethod\n    async def f(): ...\n"
    "C.f()  # calls app.C.f",
    "a method of super": "class B:\n    async def f(self): ...\nclass C(B):\n"
    "    async def f(self):\n        super().f()  # calls app.B.f",
    "a method of super with arguments": "class B:\n    async def f(self): ...\nclass C(B):\n"
    "    async def f(self):\n        super(C, self).f()  # calls app.B.f",
    "a method of a base": "class B:\n    async def f(self): ...\nclass C(B): ...\n"
    "C().f()  # calls app.B.f",
    "a method of a generic base": "class B(Generic[T]):\n    async def f(self): ...\n"
    "class C(B[int]): ...\nC().f()  # calls app.B.f",
    "an override of a sync method": "class B:\n    def f(self): ...\nclass C(B):\n"
    "    async def f(self): ...\nC().f()  # calls app.C.f",
    "the nearer of two bases": "class A:\n    async def f(self): ...\nclass B:\n"
    "    def f(self): ...\nclass C(A, B): ...\nC().f()  # calls app.A.f",
    "a diamond in the order Python has": "class A:\n    def f(self): ...\nclass B(A): ...\n"
    "class C(A):\n    async def f(self): ...\nclass D(B, C): ...\nD().f()  # calls app.C.f",
    "an unknown base after the class's own method": "from gone import B\nclass C(B):\n"
    "    async def f(self): ...\nC().f()  # calls app.C.f",
    "an abstract method": "import abc\nclass C(abc.ABC):\n    @abc.abstractmethod\n"
    "    async def f(self): ...\ndef g(c: C):\n    c.f()  # calls app.C.f",
    "overloads": "from typing import overload\n@overload\nasync def f(a: int): ...\n@overload\n"
    "async def f(a: str): ...\nasync def f(a): ...\nf(1)  # calls app.f",
    "a decorator that returns its function": "def deco(f):\n    register(f)\n    return f\n"
    "@deco\nasync def f(): ...\nf()  # calls app.f",
    "a decorator that returns an async wrapper": "import functools\ndef deco(f):\n"
    "    @functools.wraps(f)\n    async def inner(*a):\n        return await f(*a)\n"
    "    return inner\n@deco\nasync def f(): ...\nf()  # calls app.f",
    "a decorator with arguments": "def deco(n):\n    def outer(f):\n        return f\n"
    "    return outer\n@deco(1)\nasync def f(): ...\nf()  # calls app.f",
    "an async wrapper with arguments": "def deco(n):\n    def outer(f):\n"
    "        async def inner(*a):\n            return await f(*a)\n        return inner\n"
    "    return outer\n@deco(1)\nasync def f(): ...\nf()  # calls app.f",
    "a retry decorator": "import tenacity\n@tenacity.retry\nasync def f(): ...\n"
    "f()  # calls app.f",
    "a library function": "import asyncio\nasyncio.sleep(1)  # calls asyncio.sleep",
    "a class in a function": "def g():\n    class C:\n        async def f(self): ...\n"
    "        def h(self):\n            self.f()  # calls app.g.<locals>.C.f",
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN.keys())
def test_a_coroutine_is_made_by(text: str, tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": text})

    assert expected == actual


UNCERTAIN = {
    "a nested function defined in two colours": "def g():\n    def f(): ...\n"
    "    async def f(): ...\n    f()",
    "an async wrapper over a sync function": "def deco(f):\n    async def inner(*a):\n"
    "        return f(*a)\n    return inner\n@deco\ndef f(): ...\nf()",
    "a sync function": "def f(): ...\nf()",
    "an async generator": "async def f():\n    yield 1\nf()",
    "an abstract async generator": "from typing import AsyncIterator\nclass C:\n"
    "    async def f(self) -> AsyncIterator[int]: ...\ndef g(c: C):\n    c.f()",
    "definitions that disagree": "if x:\n    async def f(): ...\nelse:\n    def f(): ...\nf()",
    "one definition under a condition": "async def f(): ...\nif x:\n    def f(): ...\nf()",
    "a definition in an except clause": "try:\n    async def f(): ...\nexcept E:\n"
    "    def f(): ...\nf()",
    "the last of two definitions": "async def f(): ...\ndef f(): ...\nf()",
    "an unknown decorator": "from gone import deco\n@deco\nasync def f(): ...\nf()",
    "an unknown decorator above a known one": "from gone import deco\nimport tenacity\n@deco\n"
    "@tenacity.retry\nasync def f(): ...\nf()",
    "a method as decorator": "app = make()\n@app.command()\nasync def f(): ...\nf()",
    "a decorator that returns a sync wrapper": "def deco(f):\n    def inner(*a):\n"
    "        return run(f(*a))\n    return inner\n@deco\nasync def f(): ...\nf()",
    "a decorator that rebinds its parameter": "def deco(f):\n    f = run_sync(f)\n    return f\n"
    "@deco\nasync def f(): ...\nf()",
    "a decorator that rebinds its wrapper": "def deco(f):\n    async def inner(): ...\n"
    "    inner = run_sync(inner)\n    return inner\n@deco\nasync def f(): ...\nf()",
    "a decorator that decorates its wrapper": "def deco(f):\n    @run_sync\n"
    "    async def inner(): ...\n    return inner\n@deco\nasync def f(): ...\nf()",
    "a decorator that chooses": "def deco(f):\n    if x:\n        return f\n    return run(f)\n"
    "@deco\nasync def f(): ...\nf()",
    "a decorator that chooses by a definition": "def deco(f):\n    if x:\n"
    "        async def inner(): ...\n    else:\n        def inner(): ...\n    return inner\n"
    "@deco\nasync def f(): ...\nf()",
    "a decorator that is a class": "class deco:\n    def __init__(self, f): ...\n@deco\n"
    "async def f(): ...\nf()",
    "a decorator applied to another one": "def deco(n):\n    def outer(f):\n"
    "        return run(f)\n    return outer\n@deco(1)\nasync def f(): ...\nf()",
    "a decorated decorator": "from gone import decorator\n@decorator\ndef deco(f):\n"
    "    return f\n@deco\nasync def f(): ...\nf()",
    "a context manager function": "from contextlib import asynccontextmanager\n"
    "@asynccontextmanager\nasync def f():\n    yield\nf()",
    "a fixture": "import pytest\n@pytest.fixture\nasync def f(): ...\nf()",
    "a property": "class C:\n    @property\n    async def f(self): ...\nC().f()",
    "an attribute over a method": "class C:\n    def __init__(self, f):\n        self.f = f\n"
    "    async def f(self): ...\nC({}).f()",
    "an attribute of a base over a method": "class B:\n    def __init__(self, f):\n"
    "        self.f = f\nclass C(B):\n    async def f(self): ...\nC({}).f()",
    "an attribute of a child over a method": "class B:\n    async def f(self): ...\nclass C(B):\n"
    "    def __init__(self, f):\n        self.f = f\nC({}).f()",
    "a class attribute over a method": "class B:\n    async def f(self): ...\nclass C(B):\n"
    "    f = run_sync(B.f)\nC().f()",
    "an assignment to a class": "class C:\n    async def f(self): ...\nC.f = run_sync(C.f)\n"
    "C().f()",
    "a rebound method": "class C:\n    async def f(self): ...\n    f = run_sync(f)\nC().f()",
    "methods that disagree": "class C:\n    if x:\n        async def f(self): ...\n    else:\n"
    "        def f(self): ...\nC().f()",
    "a sync override": "class B:\n    async def f(self): ...\nclass C(B):\n    def f(self): ...\n"
    "C().f()",
    "an unknown base before the known one": "from gone import A\nclass B:\n"
    "    async def f(self): ...\nclass C(A, B): ...\nC().f()",
    "a circle of bases": "class C(D): ...\nclass D(C): ...\nC().f()",
    "a class its own base": "class C(C): ...\nC().f()",
    "an unknown class decorator": "from gone import synchronized\n@synchronized\nclass C:\n"
    "    async def f(self): ...\nC().f()",
    "an attribute over a method of a local class": "def g():\n    class C:\n"
    "        def __init__(self, f):\n            self.f = f\n        async def f(self): ...\n"
    "        def h(self):\n            self.f()",
    "overloads of a stub that disagree": "from typing import overload\n@overload\n"
    "def f(a: int): ...\n@overload\nasync def f(a: str): ...\nf(1)",
    "partial": "import functools\nasync def f(): ...\nfunctools.partial(f)",
    "a method of a coroutine": "async def f(): ...\nf().close()",
    "a future": "import asyncio\nasyncio.gather()",
    "a sync library function": "import asyncio\nasyncio.get_running_loop()",
    "an unknown function of a library": "import asyncio\nasyncio.nothing_of_the_kind()",
    "a library nobody knows": "import gone\ngone.sleep()",
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_nothing_is_said_about(text: str, tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": f"{text}  # calls nothing"})

    assert expected == actual
