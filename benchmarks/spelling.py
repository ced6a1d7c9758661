"""The many ways to spell one statement, and lines that are wrong in an async function.

A spelling takes the text of an expression, the same in two parts about its last dot (the second is
empty when there is none), and the blanks before the statement, None when it does not start its
line. It gives the statement, or None where that cannot be written so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

_Parts = tuple[bytes, bytes]
Spelling = Callable[[bytes, _Parts, "bytes | None"], "bytes | None"]


def _framed(before: bytes, after: bytes = b"") -> Spelling:
    return lambda text, parts, indent: before + text + after


def _about_the_dot(before: bytes, between: bytes, after: bytes = b"") -> Spelling:
    return lambda text, parts, indent: (
        before + parts[0] + between + parts[1] + after if parts[1] else None
    )


def _about_the_bracket(between: bytes) -> Spelling:
    """Something before the bracket of a call whose callee holds none."""

    def spell(text: bytes, parts: _Parts, indent: bytes | None) -> bytes | None:
        head, bracket, rest = text.partition(b"(")
        return head + between + bracket + rest if bracket and head.strip() else None

    return spell


def _in_the_bracket(first: bytes) -> Spelling:
    """Something after the first bracket of the expression."""

    def spell(text: bytes, parts: _Parts, indent: bytes | None) -> bytes | None:
        head, bracket, rest = text.partition(b"(")
        return head + bracket + first + rest if bracket else None

    return spell


def _callee_in_brackets(text: bytes, parts: _Parts, indent: bytes | None) -> bytes | None:
    head, bracket, rest = text.partition(b"(")
    return b"(" + head + b")" + bracket + rest if bracket and head.strip() else None


def _at_line_start(before: bytes, after: bytes = b"") -> Spelling:
    """For compound statements, which may only stand where a line starts."""
    return lambda text, parts, indent: None if indent is None else before + text + after


def _tried(text: bytes, parts: _Parts, indent: bytes | None) -> bytes | None:
    return None if indent is None else b"try: " + text + b"\n" + indent + b"finally: pass"


def _below(header: bytes) -> Spelling:
    """In a block of its own, whose header may be long."""

    def spell(text: bytes, parts: _Parts, indent: bytes | None) -> bytes | None:
        return None if indent is None else header + b"\n" + indent + b"    " + text

    return spell


SPELLINGS: Sequence[Spelling] = (
    _framed(b""),
    _framed(b"(", b")"),
    _framed(b"((", b"))"),
    _framed(b"( # (a bracket\n", b"\n)"),
    _framed(b"", b"  # )] and more"),
    _framed(b"", b"; pass"),
    _framed(b"", b" ;"),
    _framed(b"pass; "),
    _framed(b"pass;"),
    _framed(b"pass; \\\n   "),
    _framed(b"\\\n  "),
    _framed(b"'([{'; "),
    _framed(b'"#"; '),
    _framed(b'"""(\n"""; '),
    _framed(b"x = '''\n# ('''; "),
    _framed(b"[", b"]"),
    _framed(b"", b", 0"),
    _framed(b"", b" or None"),
    _framed(b"", b" if True else None"),
    _framed(b"_ = "),
    _framed(b"_ = _x = (", b")"),
    _about_the_dot(b"(", b"\n.", b")"),
    _about_the_dot(b"(", b"  # .(\n    .", b")"),
    _about_the_dot(b"(", b".\n  # )\n  ", b")"),
    _about_the_dot(b"", b".\\\n        "),
    _about_the_dot(b"", b"\\\n  ."),
    _about_the_dot(b"", b" . "),
    _about_the_dot(b"(", b").", b""),
    _about_the_bracket(b" "),
    _about_the_bracket(b"\t"),
    _about_the_bracket(b"\\\n"),
    _in_the_bracket(b"\n"),
    _in_the_bracket(b"  # ( [ { '\n"),
    _in_the_bracket(b"# )\n  # ))\n"),
    _callee_in_brackets,
    _at_line_start(b"if True: "),
    _at_line_start(b"if True: pass; "),
    _at_line_start(b"if {'a': ')'}: "),
    _at_line_start(b"for _ in (0,):"),
    _at_line_start(b"while 1: ", b"; break"),
    _tried,
    _at_line_start(b"if (True and\n        [1]): "),
    _below(b"if (\n  True  # (\n):"),
    _below(b"for _ in [(0)]: # comment"),
)

# What an `await` within an expression leaves behind.
WITHIN: Sequence[Callable[[bytes], bytes]] = (
    lambda text: text,
    lambda text: b"(" + text + b")",
    lambda text: b"( " + text + b"\n)",
)

# Lines with faults of other kinds, as they may stand in any async function.
PLANTED: Sequence[bytes] = (
    b"import time; time.sleep(1)",
    b"import time as clock_; clock_ . sleep(1)",
    b"from time import sleep as nap_; (nap_)(1)",
    b"import asyncio; asyncio.sleep(1)",
    b"import asyncio as aio_; aio_.create_task(aio_.sleep(1))",
    b"from asyncio import sleep as s_\ns_(1)",
    b"from asyncio import ensure_future; ensure_future(\nNone)",
    b"import asyncio; asyncio \\\n  .gather(asyncio.sleep(1))",
    b"import requests; requests.get('http://localhost')",
    b"import subprocess as sp_; sp_.run(['true'])",
    b"from urllib.request import urlopen; urlopen ('http://localhost')",
    b"open('file').read()",
    b"import asyncio; _lock = asyncio.Lock()\nasync with _lock: pass\nwith _lock: pass",
    b"try:\n    pass\nexcept BaseException:\n    pass",
    b"import asyncio\ntry: await asyncio.sleep(0)\nexcept asyncio.CancelledError: pass",
    b"import asyncio; asyncio.run(asyncio.sleep(0))",
    b"import asyncio; asyncio.get_event_loop().run_until_complete(None)",
    b"import anyio; anyio.sleep(1)",
    b"import trio as trio_; trio_.sleep(1)",
    b"import asyncio\nwhile True: await asyncio.sleep(0); break",
    b"import asyncio; asyncio.wait_for(asyncio.sleep(1), 1)",
    b"async def inner_(): pass\ninner_()",
    b"async def inner_(): pass\nif inner_(): pass",
    b"async def inner_(): pass\n[inner_() for _ in '']",
)
