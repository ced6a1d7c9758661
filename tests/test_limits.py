"""What limits the time of an expression, asked about the call of `ask()` in small files."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from asking import context, write

from asynclint.questions import limits
from asynclint.rule import Context

IMPORTS = "import anyio, asyncio, async_timeout, trio\n"


def asked(root: Path, text: str, files: dict[str, str] | None = None) -> tuple[ast.Call, Context]:
    """The first call of `ask` in a file, and the context of the file."""
    write(root, {**(files or {}), "app.py": IMPORTS + dedent(text)})
    ctx = context(root, "app.py")
    calls = [node for node in ast.walk(ctx.source.tree) if isinstance(node, ast.Call)]
    return next(call for call in calls if getattr(call.func, "id", "") == "ask"), ctx


@pytest.mark.parametrize(
    "scope",
    [
        "async with asyncio.timeout(5)",
        "async with asyncio.timeout_at(when)",
        "async with async_timeout.timeout(delay=5)",
        "with anyio.fail_after(5)",
        "with anyio.move_on_after(5)",
        "with anyio.CancelScope(deadline=5)",
        "with trio.CancelScope(relative_deadline=5)",
        "with trio.fail_at(5)",
        "async with lock, asyncio.timeout(5)",
        "async with asyncio.timeout(None) as scope",
        "with self.request_deadline()",
    ],
)
def test_a_scope_limits_its_body(tmp_path: Path, scope: str) -> None:
    call, ctx = asked(tmp_path, f"async def f(self, lock):\n    {scope}:\n        await ask()\n")

    assert limits.is_limited(call, ctx)


@pytest.mark.parametrize(
    "scope",
    [
        "with anyio.fail_after(None)",
        "async with asyncio.timeout(None)",
        "with anyio.CancelScope()",
        "with anyio.CancelScope(shield=True)",
        "async with lock",
    ],
)
def test_a_scope_without_a_limit_limits_nothing(tmp_path: Path, scope: str) -> None:
    call, ctx = asked(tmp_path, f"async def f(lock):\n    {scope}:\n        await ask()\n")

    assert not limits.is_limited(call, ctx)


def test_the_head_of_a_scope_is_outside_it(tmp_path: Path) -> None:
    call, ctx = asked(tmp_path, "async def f():\n    with anyio.fail_after(await ask()): ...\n")

    assert not limits.is_limited(call, ctx)


def test_a_scope_does_not_reach_into_functions_and_lambdas(tmp_path: Path) -> None:
    nested = "with anyio.fail_after(5):\n    async def f():\n        await ask()\n"
    later = "with anyio.fail_after(5):\n    f = lambda: ask()\n"

    assert not limits.is_limited(*asked(tmp_path, nested))
    assert not limits.is_limited(*asked(tmp_path, later))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("await asyncio.wait_for(ask(), 5)", True),
        ("await asyncio.wait_for(wrap(ask()), timeout=5)", True),
        ("await asyncio.wait_for(ask(), None)", False),
        ("await run_with_timeout(ask())", True),
        ("await request(ask(), timeout=5)", True),
        ("await asyncio.gather(ask())", False),
    ],
)
def test_a_call_that_takes_a_time_limits_what_it_is_given(
    tmp_path: Path, text: str, expected: bool
) -> None:
    call, ctx = asked(tmp_path, f"async def f():\n    {text}\n")

    assert limits.is_limited(call, ctx) is expected


def test_a_decorator_that_speaks_of_a_timeout_limits_the_function(tmp_path: Path) -> None:
    limited = "@with_timeout(5)\nasync def f():\n    await ask()\n"
    other = "@route('/')\nasync def f():\n    await ask()\n"

    assert limits.is_limited(*asked(tmp_path, limited))
    assert not limits.is_limited(*asked(tmp_path, other))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("timeout=5", True),
        ("connect_timeout=5", True),
        ("*arguments", True),
        ("**options", True),
        ("host, 80", False),
        ("ssl_handshake_timeout=5", False),
    ],
)
def test_an_argument_may_be_a_limit(tmp_path: Path, arguments: str, expected: bool) -> None:
    call, _ = asked(tmp_path, f"ask({arguments})\n")

    assert limits.has_limit_argument(call) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("async def f(timeout):\n    await ask()\n", True),
        ("class C:\n    deadline = 5\n    async def f(self):\n        await ask()\n", False),
        (
            "class C:\n    def __init__(self, t):\n        self.time_limit = t\n"
            "    async def f(self):\n        await ask()\n",
            True,
        ),
        (
            "class C:\n    def g(self, timeout): ...\n"
            "    async def f(self):\n        await ask()\n",
            True,
        ),
        ("async def f():\n    asyncio.timeout(5)\n    await ask()\n", False),
        ("async def f():\n    try: await ask()\n    except asyncio.TimeoutError: ...\n", False),
    ],
)
def test_a_function_or_class_may_know_a_limit(tmp_path: Path, text: str, expected: bool) -> None:
    call, ctx = asked(tmp_path, text)

    assert limits.knows_limits(call, ctx) is expected


@pytest.mark.parametrize(
    ("callers", "expected"),
    [
        ("", False),
        ("asyncio.run(f())", True),
        ("anyio.run(f)", True),
        ("def main():\n    asyncio.run(f())", True),
        ("def main():\n    return f()", False),
        ("async def g(tasks):\n    tasks.create_task(f())", True),
        ("async def g(tasks):\n    tasks.start_soon(f)", True),
        ("async def g():\n    await asyncio.wait_for(f(), 5)\nasyncio.run(g())", False),
        ("async def g():\n    await f()", False),
        ("async def g():\n    await f()\nasyncio.run(g())", True),
        ("async def g():\n    await f()\nasync def h():\n    await g()\nasyncio.run(h())", True),
        ("async def g():\n    await f()\nasyncio.run(asyncio.wait_for(g(), 5))", False),
    ],
)
def test_callers_are_followed_to_where_the_file_starts_them(
    tmp_path: Path, callers: str, expected: bool
) -> None:
    call, ctx = asked(tmp_path, f"async def f():\n    await ask()\n{callers}\n")

    assert limits.runs_without_limit(call, ctx) is expected


def test_functions_that_call_each_other_end_the_search(tmp_path: Path) -> None:
    text = "async def f():\n    await ask()\n    await g()\nasync def g():\n    await f()\n"

    assert not limits.runs_without_limit(*asked(tmp_path, text))


@pytest.mark.parametrize("place", ["app.py", "shop/__init__.py", "settings.py"])
def test_a_default_timeout_is_found_in_the_file_and_around_it(tmp_path: Path, place: str) -> None:
    text = "import socket\nsocket.setdefaulttimeout(5)\n"
    files = {"shop/__init__.py": "", "shop/load.py": "import settings\n", "settings.py": ""}
    files["app.py"] = ""
    asked_in = "app.py" if place == "app.py" else "shop/load.py"
    write(tmp_path, {**files, place: text})

    assert limits.default_is_set(context(tmp_path, asked_in))


def test_no_default_timeout_is_found_where_there_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"other.py": "socket.setdefaulttimeout(5)\n", "app.py": "import json\n"})

    assert not limits.default_is_set(context(tmp_path, "app.py"))
