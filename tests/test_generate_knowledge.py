"""The generator of the knowledge files, on small packages that are written here."""

from __future__ import annotations

import importlib.util
import json
import os
import textwrap
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = os.path.join(os.path.dirname(__file__), "..", "tools", "generate_knowledge.py")


def load_tool() -> ModuleType:
    """The generator, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("generate_knowledge", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool()


class Shelf:
    """Makes wheels of a package `lib` and reads what the generator finds in them."""

    def __init__(self, tool: ModuleType, folder: Path) -> None:
        self.tool = tool
        self.folder = folder
        self.entry: dict[str, Any] = {"distribution": "lib"}

    def found(self, *releases: str | dict[str, str]) -> dict[str, Any]:
        """The knowledge file of releases, oldest first; a text is `lib/__init__.py`."""
        wheels = [self._wheel(number, release) for number, release in enumerate(releases)]
        read = [self.tool.from_wheel(wheel, "lib") for wheel in reversed(wheels)]
        packages = {"lib": self.entry, "friend": {}}
        text = self.tool.generate("lib", packages["lib"], read, packages)
        found: dict[str, Any] = json.loads(text.replace("~", "lib."))
        return found

    def _wheel(self, number: int, release: str | dict[str, str]) -> str:
        files = {"lib/__init__.py": release} if isinstance(release, str) else release
        path = self.folder / f"lib-{number}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            for name, text in files.items():
                wheel.writestr(name, textwrap.dedent(text))
        return str(path)


@pytest.fixture
def shelf(tool: ModuleType, tmp_path: Path) -> Shelf:
    return Shelf(tool, tmp_path)


def test_an_async_def_without_yield_is_a_coroutine_function(shelf: Shelf) -> None:
    found = shelf.found("""
        async def fetch(): return 1
        async def stream(): yield 1
        async def nested():
            def inner(): yield 1
            return inner
        async def _private(): ...
        """)

    assert found["coroutines"] == {"lib": "fetch nested"}
    assert found["async_generators"] == {"lib": "stream"}


def test_a_def_that_may_return_an_awaitable_is_not_listed(shelf: Shelf) -> None:
    found = shelf.found("""
        from typing import Awaitable
        async def _fetch(): ...
        def fetch(): return _fetch()
        def promised() -> Awaitable[int]: ...
        class Client:
            def get(self) -> int: return self.execute()
            def flag(self) -> bool: return bool(self.execute())
            def size(self) -> int: return size_of(self)
        """)

    assert found["coroutines"] == {}
    assert found["functions"] == {"lib.Client": "flag size"}


def test_an_unknown_decorator_hides_what_a_call_gives(shelf: Shelf) -> None:
    found = shelf.found("""
        import functools
        from elsewhere import magic

        def marked(f):
            f.mark = True
            return f

        def logged(f):
            @functools.wraps(f)
            async def inner(*args): return await f(*args)
            return inner

        def checked(level):
            def decorate(f):
                def inner(*args):
                    check(level)
                    return f(*args)
                return inner
            return decorate

        def sometimes(f):
            def inner(*args):
                if args: return None
                return f(*args)
            return inner

        @magic
        async def a(): ...
        @marked
        async def b(): ...
        @logged
        def c(): ...
        @checked(1)
        async def d(): ...
        @sometimes
        async def e(): ...
        """)

    assert found["coroutines"] == {"lib": "b c d"}


def test_a_manager_that_can_also_be_awaited_is_not_for_async_with_only(shelf: Shelf) -> None:
    found = shelf.found("""
        from contextlib import asynccontextmanager
        class Manager:
            async def __aenter__(self): ...
            async def __aexit__(self, *error): ...
        class Both(Manager):
            def __await__(self): yield
        class Old(Manager):
            def __enter__(self): raise TypeError
            def __exit__(self, *error): ...
        def connect(): return Manager()
        def dial(): return Both()
        def older(): return Old()
        @asynccontextmanager
        async def session(): yield
        """)

    assert found["async_managers"] == {"lib": "connect older session"}


def test_branches_that_disagree_leave_a_name_out(shelf: Shelf) -> None:
    found = shelf.found("""
        import sys
        if sys.platform == "win32":
            def wait(): return 1
            async def sleep(): return 1
        else:
            async def wait(): return 1
            async def sleep(): return 2
        try:
            from friend import run
        except ImportError:
            async def run(): ...
        async def patched(): ...
        patched = trace(patched)
        """)

    assert found["coroutines"] == {"lib": "sleep"}
    assert found["functions"] == {}


def test_a_name_imported_from_two_places_leads_nowhere(shelf: Shelf) -> None:
    found = shelf.found(
        {
            "lib/__init__.py": "try: from ._a import go\nexcept E: from ._b import run as go",
            "lib/_a.py": "async def go(): ...",
            "lib/_b.py": "async def run(): ...",
        }
    )

    assert found["coroutines"] == {}
    assert found["aliases"] == {}


def test_what_type_checkers_alone_see_does_not_count(shelf: Shelf) -> None:
    found = shelf.found("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            async def get(): ...
            async def put(): ...
        else:
            get = make()
        """)

    assert found["coroutines"] == {}


def test_all_releases_must_agree(shelf: Shelf) -> None:
    found = shelf.found(
        "async def a(): ...\nasync def b(): ...\ndef c(): print()",
        "async def a(): ...\ndef b(): print()\nasync def d(): ...",
    )

    assert found["versions"] == ["1", "0"]
    assert found["coroutines"] == {"lib": "a d"}
    assert found["functions"] == {"lib": "c"}


def test_a_method_that_moves_to_a_base_class_is_compared_across_releases(shelf: Shelf) -> None:
    found = shelf.found(
        "class Base: ...\nclass Client(Base):\n    def get(self): print()",
        "class Base:\n    async def get(self): ...\nclass Client(Base): ...",
    )

    assert found["coroutines"] == {"lib.Base": "get"}
    assert found["others"] == {"lib.Client": "get"}


def test_a_special_method_that_only_one_release_has_is_not_certain(shelf: Shelf) -> None:
    found = shelf.found(
        "class Scope:\n    async def __aenter__(self): ...",
        "class Scope: ...",
    )

    assert found["coroutines"] == {}
    assert found["sometimes"] == {"lib.Scope": "__aenter__"}


def test_the_shortest_public_spelling_is_canonical(shelf: Shelf) -> None:
    found = shelf.found(
        {
            "lib/__init__.py": "from ._impl import Client, go as go\nfrom friend import x",
            "lib/_impl.py": "class Client(_Base): ...\nasync def go(): ...\n"
            "class _Base:\n    async def run(self): ...",
            "lib/api.py": "from ._impl import go\n__all__ = ['go', *extra] \n",
            "lib/more.py": "from ._impl import go\n__all__ = ['go']",
        }
    )

    assert found["coroutines"] == {"lib": "go", "lib._impl._Base": "run"}
    assert found["aliases"] == {
        "lib": {"friend": "x"},
        "lib._impl": {"lib": "Client go"},
        "lib.more": {"lib": "go"},
    }
    assert found["classes"] == {
        "lib": {"Client": "lib._impl._Base"},
        "lib._impl": {"_Base": ""},
    }


def test_a_method_an_instance_or_a_module_replaces_is_not_certain(shelf: Shelf) -> None:
    found = shelf.found("""
        class Base:
            async def a(self): ...
            async def b(self): ...
            async def c(self): ...
        class Client(Base):
            def __init__(self, a): self.a = a
        Base.b = None
        class Pipeline(Base):
            async def d(self): ...
        for name in ("c", "d"):
            setattr(Pipeline, name, blocked(name))
        """)

    assert found["coroutines"] == {"lib.Base": "a c"}
    assert found["others"] == {"lib.Client": "a", "lib.Pipeline": "a c"}


def test_the_same_releases_give_the_same_text(shelf: Shelf) -> None:
    text = "class B: ...\nclass A(B): ...\nasync def z(): ...\nasync def y(): ..."

    assert shelf.found(text) == shelf.found(text)


def test_the_file_of_last_names_is_what_the_packages_give_now(tool: ModuleType) -> None:
    with open(os.path.join(tool.KNOWLEDGE, "last_names.json"), encoding="utf-8") as file:
        assert file.read() == tool.summary()
