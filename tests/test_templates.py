"""What a pattern rule writes: its fix, the import the fix needs, and when it offers none."""

from __future__ import annotations

import pytest

from asynclint import patterns
from asynclint.disk import read_or_none
from asynclint.engine import Engine
from asynclint.fixes import apply
from asynclint.model import Finding, Options
from asynclint.project import Project
from asynclint.source import Source
from asynclint.templates import message, replacement

ANYIO = Options(async_library="anyio")


def findings(text: str) -> list[Finding]:
    engine = Engine(Project("/project", read=read_or_none), patterns.shipped(), prefilter=False)
    source = Source("example.py", text.encode())
    return engine.check(source, "/project/example.py", patterns.shipped(), ANYIO, is_test=False)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import asyncio, anyio\nasyncio.sleep( x )\n", "import asyncio, anyio\nanyio.sleep(x)\n"),
        (
            "import asyncio, anyio\n@f(asyncio.sleep(1))\nclass A: ...\n",
            "import asyncio, anyio\n@f(anyio.sleep(1))\nclass A: ...\n",
        ),
        (
            "from asyncio import (\n    sleep,\n)  # c\nsleep(f(1,\n  2))\n",
            "from asyncio import (\n    sleep,\n)  # c\n\nimport anyio\nanyio.sleep(f(1,\n  2))\n",
        ),
        (
            "import asyncio\r\nx = '😀', asyncio.sleep(1)\r\n",
            "import asyncio\r\n\r\nimport anyio\r\nx = '😀', anyio.sleep(1)\r\n",
        ),
        (
            "import asyncio\ndef f():\n    import anyio\n    return asyncio.sleep(1)\n",
            "import asyncio\ndef f():\n    import anyio\n    return anyio.sleep(1)\n",
        ),
    ],
)
def test_a_fix_replaces_the_call_and_brings_the_import(before: str, after: str) -> None:
    (finding,) = findings(before)

    assert finding.fix is not None
    assert finding.fix.safe
    assert apply(before, finding.fix.edits) == after
    assert findings(after) == []


@pytest.mark.parametrize(
    "text",
    [
        "import asyncio\nasyncio.sleep(1, 2)\n",
        "import asyncio\nasyncio.sleep(*x)\n",
        "import asyncio\nasyncio.sleep(**x)\n",
        "import asyncio\nasyncio.sleep(delay=1)\n",
        "import asyncio\nasyncio.sleep(  # why\n    1\n)\n",
        "import asyncio; asyncio.sleep(1)\n",
        "import asyncio; x = [\n  asyncio.sleep(1),\n]\n",
        "import asyncio\nanyio = 1\nasyncio.sleep(1)\n",
        "import asyncio\ndef f(anyio):\n    asyncio.sleep(1)\n",
        "import asyncio\nfrom x import *\nasyncio.sleep(1)\n",
        "def f():\n    import asyncio\n    asyncio.sleep(1)\n",
        "if x:\n    import asyncio\nasyncio.sleep(1)\n",
        "try:\n    import anyio\nexcept ImportError:\n    import b as anyio\n"
        "import asyncio\nasyncio.sleep(1)\n",
    ],
)
def test_no_fix_is_offered_where_it_would_lose_or_break_something(text: str) -> None:
    (finding,) = findings(text)

    assert finding.fix is None


def captured(name: str, several: bool) -> str | None:
    return {("A", False): "one", ("A", True): "one,  \n two"}.get((name, several))


def test_templates_are_filled_with_what_was_captured() -> None:
    assert message("$A and $$$A and $5 and $B.", captured) == "one and one, two and $5 and ."
    assert replacement("f($A, $$$A)", captured) == "f(one, one,  \n two)"
    assert replacement("f($A, $B)", captured) is None


def test_long_captures_are_cut_in_messages_and_kept_in_fixes() -> None:
    def long(name: str, several: bool) -> str:
        return "é" * 61

    assert message("`$A`", long) == f"`{'é' * 57}...`"
    assert replacement("$A", long) == "é" * 61
