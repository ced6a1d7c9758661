"""Which classes the generator lists, on small packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_generate_knowledge import Shelf, load_tool
from test_generate_types import flat


@pytest.fixture
def lib(tmp_path: Path) -> Shelf:
    return Shelf(load_tool(), tmp_path)


def test_hidden_classes_are_listed_where_something_public_hands_them_out(lib: Shelf) -> None:
    found = lib.found(
        {
            "lib/__init__.py": "from ._parts import Part\nclass Client:\n    part: Part\n",
            "lib/_parts.py": "class Part:\n    async def run(self): ...\nclass Unused: ...",
        }
    )

    assert found["coroutines"] == {"lib.Part": "run"}
    assert "Unused" not in str(found["classes"])


def test_what_a_module_hands_out_on_demand_is_found(lib: Shelf) -> None:
    found = lib.found(
        {
            "lib/__init__.py": """
                def __getattr__(name):
                    global Client
                    from ._impl import Client as found
                    Client = found
                    return found
                """,
            "lib/_impl.py": "class Client:\n    async def get(self): ...",
        }
    )

    assert found["coroutines"] == {"lib.Client": "get"}


def test_types_of_mere_data_are_left_out(lib: Shelf) -> None:
    found = lib.found("""
        class Item:
            name: str
            def copy(self): return self
        class Page:
            client: "Client"
        class Client:
            async def get(self) -> Item: ...
            async def page(self) -> Page: ...
        """)

    assert flat(found["results"]) == {"lib.Client.page": "lib.Page"}
    assert found["classes"] == {"lib": {"Client": "", "Item": "", "Page": ""}}


def test_classes_that_only_hold_data_are_left_out(lib: Shelf) -> None:
    found = lib.found(
        {
            "lib/__init__.py": "from ._parts import Data, Model, Tool",
            "lib/_parts.py": """
                import elsewhere
                class Data: ...
                class Model(elsewhere.Model):
                    def copy(self): print()
                class Tool:
                    def copy(self): print()
                """,
        }
    )

    assert found["classes"] == {"lib": {"Tool": ""}}
    assert found["functions"] == {"lib.Tool": "copy"}
    assert found["aliases"] == {"lib._parts": {"lib": "Data Model Tool"}}


def test_a_hidden_class_that_moves_stays_the_same_class(lib: Shelf) -> None:
    lib.entry = {"distribution": "lib", "hidden": ["lib.parts"], "endings": ["Raw"]}
    chat = (
        "class Chat:\n    async def create(self): ...\n    raw: 'ChatRaw'\nclass ChatRaw(Chat): ..."
    )
    found = lib.found(
        {
            "lib/__init__.py": "from . import parts\nclass Client:\n    chat: parts.chat.Chat",
            "lib/parts/__init__.py": "from .chat import Chat",
            "lib/parts/chat.py": chat,
        },
        {
            "lib/__init__.py": "from . import parts\nclass Client:\n    chat: parts.new.chat.Chat",
            "lib/parts/__init__.py": "from .new.chat import Chat",
            "lib/parts/new/__init__.py": "",
            "lib/parts/new/chat.py": chat,
        },
    )

    assert found["coroutines"] == {"lib.parts.Chat": "create"}
    assert flat(found["attributes"]) == {"lib.Client.chat": "lib.parts.Chat"}
