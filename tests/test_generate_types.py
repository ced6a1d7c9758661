"""What the generator reads of types, timeouts and versions, on small packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_generate_knowledge import Shelf, load_tool


@pytest.fixture
def lib(tmp_path: Path) -> Shelf:
    return Shelf(load_tool(), tmp_path)


def test_annotations_are_written_with_full_names(lib: Shelf) -> None:
    found = lib.found("""
        from __future__ import annotations
        import typing as t
        from typing import Annotated, Literal, Optional, Union
        from friend import Other
        class A(Other): ...
        Alias = dict[str, list[A]]
        async def one() -> A: ...
        def maybe(): return "x" if y else z
        def optional() -> Optional["A"]: ...
        def union() -> Union[Other, A, None]: ...
        def nested() -> Alias: ...
        def pair() -> t.Tuple[A, int]: ...
        def marked() -> Annotated[A, "x"]: ...
        def plain() -> str: ...
        def unsure() -> A | t.Any: ...
        def unseen() -> "A | Nobody": ...
        def called() -> t.Callable[[int], A]: ...
        """)

    assert flat(found["results"]) == {
        "lib.one": "lib.A",
        "lib.optional": "lib.A | None",
        "lib.union": "friend.Other | lib.A | None",
        "lib.nested": "builtins.dict[builtins.str, builtins.list[lib.A]]",
        "lib.pair": "builtins.tuple[lib.A, builtins.int]",
        "lib.marked": "lib.A",
        "lib.called": "collections.abc.Callable[..., lib.A]",
    }


def test_without_annotations_obvious_returns_count(lib: Shelf) -> None:
    found = lib.found("""
        from friend import Other
        class A:
            def chain(self):
                return self
            async def __aenter__(self): return self
            def twice(self):
                if x: return self
                return other()
            def __await__(self): return self._open().__await__()
            async def _open(self) -> "B": ...
        class B(Other): ...
        def make(): return A()
        def either(x):
            if x: return A()
        def unknown(): return make()
        """)

    assert flat(found["results"]) == {
        "lib.A.chain": "typing.Self",
        "lib.A.__aenter__": "typing.Self",
        "lib.A.__await__": "lib.B",
        "lib.make": "lib.A",
        "lib.either": "lib.A | None",
    }


def test_generators_and_managers_tell_what_they_hand_out(lib: Shelf) -> None:
    found = lib.found("""
        from friend import Other
        from contextlib import asynccontextmanager, contextmanager
        from typing import AsyncIterator, AsyncGenerator, Iterator
        class A(Other): ...
        async def stream() -> AsyncGenerator[A, None]: yield A()
        def walk() -> Iterator[A]: yield A()
        @asynccontextmanager
        async def session() -> AsyncIterator[A]: yield A()
        @contextmanager
        def opened(): yield A()
        """)

    assert flat(found["results"]) == {
        "lib.stream": "collections.abc.AsyncIterator[lib.A]",
        "lib.walk": "collections.abc.Iterator[lib.A]",
        "lib.session": "contextlib.AbstractAsyncContextManager[lib.A]",
        "lib.opened": "contextlib.AbstractContextManager[lib.A]",
    }


def test_attributes_are_known_when_all_assignments_agree(lib: Shelf) -> None:
    found = lib.found("""
        from functools import cached_property
        from friend import Other
        class A(Other): ...
        class Client:
            declared: A
            made_by_somebody = Field()
            def __init__(self, given: A | None, other: Other = None):
                self.made = A()
                self.given = given or A()
                self.other = other
                self.later: Other
                self.unsure = A()
                self._private = A()
            def stop(self):
                self.made = None
                self.unsure = compute()
            @property
            def own(self) -> A: ...
            @cached_property
            async def awaited(self) -> int: ...
        client: Client = LocalProxy()
        shared = Client()
        """)

    assert flat(found["attributes"]) == {
        "lib.Client.declared": "lib.A",
        "lib.Client.made": "lib.A | None",
        "lib.Client.given": "lib.A",
        "lib.Client.other": "friend.Other | None",
        "lib.Client.later": "friend.Other",
        "lib.Client.own": "lib.A",
        "lib.Client.awaited": "collections.abc.Coroutine",
        "lib.client": "lib.Client",
        "lib.shared": "lib.Client",
    }


def test_type_parameters_of_a_class_are_numbered(lib: Shelf) -> None:
    found = lib.found("""
        from typing import Generic, TypeVar
        T = TypeVar("T")
        S = TypeVar("S", bound="Box")
        class Box(Generic[T]):
            async def wait(self): ...
            def get(self) -> T: ...
            def all(self) -> list[T]: ...
            def same(self: S) -> S: ...
        class Strings(Box[str]): ...
        class Named(Box[T]): ...
        """)

    assert flat(found["results"]) == {
        "lib.Box.get": "$0",
        "lib.Box.all": "builtins.list[$0]",
        "lib.Box.same": "typing.Self",
    }
    assert found["parents"]["lib.Named"] == ["lib.Box[$0]"]


def test_overloads_are_put_together(lib: Shelf) -> None:
    found = lib.found("""
        from friend import Other
        from typing import overload
        class A(Other): ...
        class B(Other): ...
        @overload
        def get(x: int) -> A: ...
        @overload
        def get(x: str) -> B: ...
        def get(x): return compute(x)
        """)

    assert flat(found["results"]) == {"lib.get": "lib.A | lib.B"}


def test_releases_that_say_nothing_have_no_say(lib: Shelf) -> None:
    start = "from friend import Other\nclass A(Other): ...\n"
    found = lib.found(
        start + "def a(): return x()\ndef b() -> A: ...\nasync def c() -> A: ...",
        start + "def a() -> A: ...\ndef b() -> A | None: ...\ndef c() -> A: ...",
    )

    assert flat(found["results"]) == {"lib.a": "lib.A", "lib.b": "lib.A | None"}


def test_what_a_subclass_changes_hides_what_its_base_says(lib: Shelf) -> None:
    found = lib.found("""
        class A:
            async def wait(self): ...
            def get(self) -> "A": ...
            def put(self) -> "A": ...
        class B(A):
            def get(self): return compute()
            def put(self) -> "A": ...
        """)

    assert flat(found["results"]) == {"lib.A.get": "lib.A", "lib.A.put": "lib.A", "lib.B.get": ""}


def test_a_mixin_that_hands_over_to_a_method_it_lacks_tells_nothing(lib: Shelf) -> None:
    found = lib.found("""
        from friend import Other
        class A(Other): ...
        class Mixin:
            def get(self) -> A: return self.execute("get")
            def own(self) -> A: return self.make()
            def make(self): ...
        """)

    assert flat(found["results"]) == {"lib.Mixin.own": "lib.A"}


def test_timeouts_are_listed_with_their_defaults(lib: Shelf) -> None:
    found = lib.found("""
        async def fetch(url, *, timeout=30.0, connect_timeout=None): ...
        async def wait(timeout): ...
        async def other(limit=1): ...
        class Client:
            async def get(self, timeout=_DEFAULT): ...
        """)

    assert flat(found["timeouts"]) == {
        "lib.fetch": "connect_timeout=None timeout=30.0",
        "lib.wait": "timeout=",
        "lib.Client.get": "timeout=...",
    }


def test_it_is_told_since_when_a_function_is_async(lib: Shelf) -> None:
    found = lib.found(
        "def a(): print()\ndef b(): print()",
        "async def a(): ...\ndef b(): print()",
        "async def a(): ...\nasync def b(): ...",
    )

    assert found["coroutines"] == {}
    assert found["since"] == {
        "1": {"coroutines": {"lib": "a"}},
        "2": {"coroutines": {"lib": "b"}},
    }


def test_stubs_tell_the_types_of_what_has_no_annotations(lib: Shelf) -> None:
    found = lib.found(
        {
            "lib/__init__.py": "from lib._c import make as make",
            "lib/_c.pyi": "class A:\n    async def run(self) -> A: ...\ndef make() -> A: ...",
        }
    )

    assert flat(found["results"]) == {"lib._c.A.run": "lib._c.A", "lib.make": "lib._c.A"}


def flat(texts: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Full name -> text, from a table of a knowledge file."""
    return {
        f"{owner}.{name}": text
        for text, owners in texts.items()
        for owner, names in owners.items()
        for name in names.split()
    }
