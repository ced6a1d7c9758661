"""How the time for the paths of a function grows with the function.

    python benchmarks/growth.py

draws and solves functions of 100, 1,000 and 10,000 statements of several shapes, and prints for
each the seconds, the points, and the seconds for a thousand statements: these must stay about
the same from row to row. Then it runs the command with all rules on functions in which one of them
asks about paths at every turn.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from asynclint.flow import EXIT, Point, build, forward

SIZES = (100, 1_000, 10_000)


def main() -> None:
    """Prints the table."""
    print(f"{'shape':<12} {'statements':>10} {'points':>8} {'seconds':>8} {'per 1,000':>10}")
    for name, shape in SHAPES.items():
        for size in SIZES:
            function = ast.parse(shape(size)).body[0]
            assert isinstance(function, ast.AsyncFunctionDef)
            seconds, points = _measured(function)
            per = seconds * 1_000 / size
            print(f"{name:<12} {size:>10} {points:>8} {seconds:>8.3f} {per:>10.4f}")
    start = _checked("")
    print(f"\n{'all rules on':<12} {'statements':>10} {'seconds':>17} {'per 1,000':>10}")
    for name, shape in RULE_SHAPES.items():
        for size in SIZES:
            seconds = _checked(shape(size)) - start
            print(f"{name:<12} {size:>10} {seconds:>17.3f} {seconds * 1_000 / size:>10.4f}")


def _measured(function: ast.AsyncFunctionDef) -> tuple[float, int]:
    """The best of three: processor time to draw and solve, and the points."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        graph = build(function)
        facts = forward(graph, False, _waited, lambda one, other: one and other)
        best = min(best, time.process_time() - start)
    assert facts[EXIT] is not None
    return best, len(graph.points)


def _checked(text: str) -> float:
    """The processor time of the command with all rules on a file with a text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "app.py").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "asynclint", "check", "--isolated", "--no-cache"]
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run(
            [*command, "--select", "ALL", "app.py"], cwd=folder, check=False, capture_output=True
        )
        after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _waited(point: Point, fact: bool) -> bool:
    return fact or point.waits


def _plain(size: int) -> str:
    return _function(["x = await f(x, y)"] * size)


def _branches(size: int) -> str:
    return _function(["if x:", "    x = await f(x)", "else:", "    y = 1"] * (size // 3))


def _loops(size: int) -> str:
    nest = [f"{'    ' * deep}while x:" for deep in range(15)]
    inside = [f"{'    ' * 15}if await f(): {jump}" for jump in ("break", "continue")]
    return _function((nest + inside * 2) * (size // 23))


def _handlers(size: int) -> str:
    block = ["try:", "    await f()", "    if x: return 1", "except E:", "    raise", "finally:"]
    return _function([*block, "    await g()"] * (size // 6))


def _finals(size: int) -> str:
    """`finally` in `finally`, as deep as Python allows, in a loop that is left in many ways."""
    lines = ["while await f():"]
    for deep in range(1, 17):
        pad = "    " * deep
        lines += [f"{pad}try:", f"{pad}    if await f(): return", f"{pad}    if x: break"]
        lines += [f"{pad}    if y: continue", f"{pad}finally:"]
    return _function([*lines, f"{'    ' * 17}await g()"] * (size // 130 or 1))


def _choices(size: int) -> str:
    """One condition with an `elif` for each statement."""
    lines = ["if x == 0: pass"]
    lines += [f"elif x == {value}: y = await f()" for value in range(min(size // 2, 400))]
    return _function(lines * max(size // 800, 1))


def _endless(size: int) -> str:
    return _function(["while True:", "    if x: break"] * (size // 3))


def _swallowed(size: int) -> str:
    return _function(["try: await f()", "except BaseException: y = 1"] * (size // 3))


def _yields(size: int) -> str:
    return _function(["yield x"] * size)


def _scopes(size: int) -> str:
    block = ["with trio.fail_after(5):", "    if x: await f()"]
    return "import trio\n" + _function(block * (size // 3))


def _raised(size: int) -> str:
    block = ["try: await f()", "except OSError:", "    await g()", "    raise"]
    return _function(block * (size // 4))


def _function(lines: list[str]) -> str:
    return "\n".join(["async def f(x, y):", *(f"    {line}" for line in lines)]) + "\n"


SHAPES: dict[str, Callable[[int], str]] = {
    "plain": _plain,
    "branches": _branches,
    "loops": _loops,
    "handlers": _handlers,
    "finals": _finals,
    "choices": _choices,
}

RULE_SHAPES: dict[str, Callable[[int], str]] = {
    "endless": _endless,
    "swallowed": _swallowed,
    "yields": _yields,
    "scopes": _scopes,
    "raised": _raised,
}

if __name__ == "__main__":
    main()
