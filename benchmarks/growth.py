"""How the time for the paths of a function grows with the function.

    python benchmarks/growth.py

draws and solves functions of 100, 1,000 and 10,000 statements of several shapes, and prints for
each the seconds, the points, and the seconds for a thousand statements: these must stay about
the same from row to row.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable

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

if __name__ == "__main__":
    main()
