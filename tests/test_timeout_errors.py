"""What code raises when its time is over, which handlers catch it, and what it is called now."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from asking import context, write

from asynclint.model import Options
from asynclint.questions import timeout_aliases, timeout_bodies, timeout_errors
from asynclint.rule import Context

IMPORTS = """
import aiohttp, anyio, async_timeout, asyncio, concurrent.futures, contextlib, httpx, logging
import queue, requests, socket, subprocess, trio
"""


def parsed(root: Path, text: str, options: Options | None = None) -> tuple[ast.Module, Context]:
    """The tree of a file with the usual imports, and its context."""
    write(root, {"app.py": IMPORTS + dedent(text)})
    ctx = context(root, "app.py")
    ctx.options = options or Options()
    return ctx.source.tree, ctx


def raised(root: Path, body: str) -> list[str]:
    """The classes that limits in the body of a function raise."""
    tree, ctx = parsed(root, "async def f(event, session: aiohttp.ClientSession):\n" + body)
    function = tree.body[-1]
    assert isinstance(function, ast.AsyncFunctionDef)
    return [limit.error for limit in timeout_errors.limits_in(function.body, ctx)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (" await asyncio.wait_for(event.wait(), 5)", ["asyncio.TimeoutError"]),
        (" await asyncio.wait_for(event.wait(), timeout=5)", ["asyncio.TimeoutError"]),
        (" await asyncio.wait_for(event.wait(), None)", []),
        (" task = asyncio.wait_for(event.wait(), 5)", []),
        (" with anyio.fail_after(5): ...", ["builtins.TimeoutError"]),
        (" with anyio.fail_after(None): ...", []),
        (" with anyio.move_on_after(5): ...", []),
        (" async with async_timeout.timeout(5): ...", ["asyncio.TimeoutError"]),
        (" with trio.fail_at(5): ...", ["trio.TooSlowError"]),
        (" await session.get('x')", ["asyncio.TimeoutError"]),
        (" async with session.get('x') as response: ...", ["asyncio.TimeoutError"]),
        (" await session.close()", []),
    ],
)
def test_limits_raise_the_class_of_their_library(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    assert raised(tmp_path, body) == expected


def test_limits_that_are_handled_inside_or_belong_to_another_function_do_not_count(
    tmp_path: Path,
) -> None:
    wait = "await asyncio.wait_for(event.wait(), 5)"
    handled = f" try:\n  {wait}\n except Exception:\n  pass\n"
    suppressed = f" with contextlib.suppress(Exception):\n  {wait}\n"
    nested = f" async def g():\n  {wait}\n"
    in_handler = f" try:\n  pass\n except Exception:\n  {wait}\n"

    assert raised(tmp_path, handled) == []
    assert raised(tmp_path, suppressed) == []
    assert raised(tmp_path, nested) == []
    assert raised(tmp_path, in_handler) == ["asyncio.TimeoutError"]


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        ("except TimeoutError", ["builtins.TimeoutError"]),
        ("except", ["builtins.BaseException"]),
        ("except asyncio.exceptions.TimeoutError", ["asyncio.TimeoutError"]),
        ("except (socket.timeout, Own)", ["socket.timeout", "app.Own"]),
        ("except OWN", None),
        ("except (TimeoutError, unknown)", None),
        ("except (TimeoutError, socket.herror_of())", None),
    ],
)
def test_handlers_name_classes_or_nothing_is_known(
    tmp_path: Path, handler: str, expected: list[str] | None
) -> None:
    text = f"class Own(Exception): ...\nOWN = (Own, OSError)\ntry: ...\n{handler}: ...\n"
    tree, ctx = parsed(tmp_path, text)
    statement = tree.body[-1]
    assert isinstance(statement, ast.Try)

    caught = timeout_errors.caught(statement.handlers[0], ctx)

    assert (caught if caught is None else list(caught)) == expected


def test_before_python_311_only_the_builtin_is_an_oserror() -> None:
    assert timeout_errors.catches("builtins.OSError", "builtins.TimeoutError")
    assert not timeout_errors.catches("builtins.OSError", "asyncio.TimeoutError")
    assert not timeout_errors.catches("builtins.TimeoutError", "asyncio.TimeoutError")
    assert timeout_errors.catches("builtins.Exception", "asyncio.TimeoutError")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("subprocess.run(['true'], timeout=5)", "subprocess.TimeoutExpired"),
        ("logging.info('x')\nqueue.Queue().get(timeout=5)", "queue.Empty"),
        ("answer = httpx.get('x')\nprint(answer.json())", "httpx.TimeoutException"),
        ("requests.get('x').raise_for_status()", "requests.Timeout"),
        ("for i in range(3):\n    requests.get('x')", "requests.Timeout"),
        ("requests.get(unknown())", None),
        ("requests.get('x')\nraise KeyError", None),
        ("print('x')", None),
        ("for i in unknown:\n    requests.get('x')", None),
        ("try:\n    requests.get('x')\nfinally:\n    pass", None),
        ("import other\nrequests.get('x')", None),
    ],
)
def test_a_body_never_raises_only_if_every_call_is_known(
    tmp_path: Path, body: str, expected: str | None
) -> None:
    tree, ctx = parsed(tmp_path, "MARK = 1\n" + body)
    start = next(i for i, node in enumerate(tree.body) if isinstance(node, ast.Assign))

    timed = timeout_bodies.never_raising(tree.body[start:], ctx)

    assert (timed.error if timed else None) == expected


@pytest.mark.parametrize(
    ("expression", "floor", "expected"),
    [
        ("asyncio.TimeoutError", (3, 11), "asyncio.TimeoutError"),
        ("asyncio.TimeoutError", (3, 10), None),
        ("asyncio.TimeoutError", None, None),
        ("socket.timeout", (3, 10), "socket.timeout"),
        ("socket.timeout", (3, 9), None),
        ("concurrent.futures.TimeoutError", (3, 12), "concurrent.futures.TimeoutError"),
        ("TimeoutError", (3, 12), None),
        ("unknown.TimeoutError", (3, 12), None),
    ],
)
def test_an_alias_is_one_from_the_oldest_python_on(
    tmp_path: Path, expression: str, floor: tuple[int, int] | None, expected: str | None
) -> None:
    tree, ctx = parsed(tmp_path, f"{expression}\n", Options(target=floor))
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)

    found = [name for _, name in timeout_aliases.aliases([statement.value], ctx)]

    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("(asyncio.TimeoutError, TimeoutError)", "TimeoutError"),
        ("(KeyError, TimeoutError, asyncio.TimeoutError)", "(KeyError, TimeoutError)"),
        ("[asyncio.TimeoutError, socket.timeout]", "[TimeoutError]"),
        ("(KeyError, asyncio.TimeoutError)", "(KeyError, TimeoutError)"),
        ("(asyncio.TimeoutError,  # why\n TimeoutError)", None),
    ],
)
def test_a_tuple_is_written_with_one_timeout_error(
    tmp_path: Path, classes: str, expected: str | None
) -> None:
    tree, ctx = parsed(tmp_path, f"{classes}\n", Options(target=(3, 12)))
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    parts = timeout_aliases.parts(statement.value)
    alias = next(node for node, _ in timeout_aliases.aliases(parts, ctx))

    fix = timeout_aliases.fix(alias, ctx, statement.value)

    assert (_fixed(ctx, statement, fix) if fix else None) == expected


def test_no_fix_where_the_name_of_the_builtin_is_taken(tmp_path: Path) -> None:
    text = "from asyncio import TimeoutError\nTimeoutError\n"
    tree, ctx = parsed(tmp_path, text, Options(target=(3, 12)))
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)

    assert timeout_aliases.fix(statement.value, ctx) is None


def _fixed(ctx: Context, statement: ast.Expr, fix: timeout_aliases.Fix) -> str:
    (edit,) = fix.edits
    text = ctx.source.text
    changed = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return changed[ctx.source.span(statement).start :].strip()
