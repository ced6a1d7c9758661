"""A new import goes where the order of the file's own imports has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import context, write

from asynclint.fixes import apply
from asynclint.importing import added_import
from asynclint.names import Names
from asynclint.syntax import FUNCTIONS

PLACES = [
    ("import asyncio\n", "import asyncio\n\nimport anyio\n"),
    ("import asyncio\n\nimport trio\n", "import asyncio\n\nimport anyio\nimport trio\n"),
    ("import asyncio\n\nimport aiohttp\n", "import asyncio\n\nimport aiohttp\nimport anyio\n"),
    (
        "import asyncio\n\nfrom aiohttp import web\n",
        "import asyncio\n\nimport anyio\nfrom aiohttp import web\n",
    ),
    (
        "import asyncio\nfrom os import path\n\nimport own\n",
        "import asyncio\nfrom os import path\n\nimport anyio\n\nimport own\n",
    ),
    ("import asyncio\n\nfrom . import x\n", "import asyncio\n\nimport anyio\n\nfrom . import x\n"),
    ("from . import x\n", "import anyio\n\nfrom . import x\n"),
    ("'doc'\nimport asyncio  # c\n", "'doc'\nimport asyncio  # c\n\nimport anyio\n"),
    ("import asyncio; x = 1\n", None),
    ("from os import *\n", None),
    ("import asyncio\nanyio = 1\n", None),
    ("", None),
]


@pytest.mark.parametrize(("before", "after"), PLACES, ids=[str(i) for i in range(len(PLACES))])
def test_the_place_of_an_import(tmp_path: Path, before: str, after: str | None) -> None:
    tail = "\n\ndef f():\n    return 1\n"
    write(tmp_path, {"own.py": "", "a.py": before + tail})
    ctx = context(tmp_path, "a.py")
    function = next(node for node in ctx.source.tree.body if isinstance(node, FUNCTIONS))
    value = function.body[0].value  # type: ignore[attr-defined]

    edit = added_import("anyio", value, ctx)

    assert isinstance(ctx.scopes, Names)
    assert (apply(ctx.source.text, [edit]) if edit else None) == (after and after + tail)
