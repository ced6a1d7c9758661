"""The figures of `run.py` as the tables and the chart of `docs/performance.md`.

What people write on the page stays; the parts between `<!-- NAME -->` and `<!-- end -->` are
written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chart import Bar, chart
from contest import Figures, Outcome
from growing import GROWTHS, Point
from rows import CPU, CPU_RATIO, PEAK, ROWS, WALL_RATIO, Goal


class Measured(NamedTuple):
    """All that is shown: the machine in words, the outcomes of rows, the points of growths."""

    machine: str
    rows: Mapping[str, Outcome]
    growths: Mapping[str, Sequence[Point]]


def write_page(page: Path, measured: Measured) -> None:
    """Put the figures into the page and the chart beside it."""
    text = page.read_text(encoding="utf-8")
    parts = {
        "machine": measured.machine,
        "goals": "\n".join(goals_table(measured.rows)),
        "figures": "\n".join(figures_table(measured.rows)),
        "growth": "\n".join(growth_table(measured.growths)),
    }
    for name, content in parts.items():
        marks = re.compile(rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)")
        # A function, for the content is no template.
        text = marks.sub(lambda m, put=content: f"{m[1]}{put}\n{m[2]}", text)
    page.write_text(text, encoding="utf-8")
    page.with_suffix(".svg").write_text(chart(list(bars(measured.rows))), encoding="utf-8")


def goals_table(rows: Mapping[str, Outcome]) -> Iterator[str]:
    """Every goal: what was measured, what must be, and by how much that is missed."""
    yield "| | figure | measured | must | aim | |"
    yield "|-|-|-:|-:|-:|-|"
    for title, goal, value in _goals(rows):
        shown = (_shown(goal.figure, each) for each in (value, goal.must, goal.aim))
        yield f"| {title} | {goal.figure} | {' | '.join(shown)} | {_verdict(goal, value)} |"


def bars(rows: Mapping[str, Outcome]) -> Iterator[Bar]:
    """Every goal as a share of what it must be."""
    for title, goal, value in _goals(rows):
        label = f"{title}: {goal.figure} {_shown(goal.figure, value)}"
        yield Bar(label, value / goal.must, goal.aim / goal.must)


def figures_table(rows: Mapping[str, Outcome]) -> Iterator[str]:
    """The medians behind the goals."""
    yield "| | linter | wall ms | CPU ms | peak MB | runs |"
    yield "|-|-|-:|-:|-:|-:|"
    for name, outcome in _in_order(rows):
        for linter, figures in outcome.figures.items():
            peak = f"{figures.peak / 1e6:,.0f}" if figures.peak else ""
            times = f"{figures.wall * 1e3:,.0f} | {figures.cpu * 1e3:,.0f}"
            yield f"| {ROWS[name].title} | {linter} | {times} | {peak} | {outcome.rounds} |"


def growth_table(growths: Mapping[str, Sequence[Point]]) -> Iterator[str]:
    """The points of each growth in milliseconds of CPU beyond the start, and the factor."""
    yield "| | CPU ms by size | factor | must |"
    yield "|-|-|-:|-:|"
    for name, growth in GROWTHS.items():
        if points := growths.get(name):
            shown = ", ".join(f"{size:,}: {cpu * 1e3:,.0f}" for size, cpu in points)
            yield f"| {growth.title} | {shown} | {growth.factor(points):.2f} | {growth.most} |"


def _goals(rows: Mapping[str, Outcome]) -> Iterator[tuple[str, Goal, float]]:
    for name, outcome in _in_order(rows):
        for goal in ROWS[name].goals:
            yield ROWS[name].title, goal, _value(goal.figure, outcome)


def _in_order(rows: Mapping[str, Outcome]) -> Iterator[tuple[str, Outcome]]:
    return ((name, rows[name]) for name in ROWS if name in rows)


def _value(figure: str, outcome: Outcome) -> float:
    ours: Figures = outcome.figures["asynclint"]
    values = {
        CPU_RATIO: outcome.cpu_ratio,
        WALL_RATIO: outcome.wall_ratio,
        CPU: ours.cpu * 1e3,
        PEAK: ours.peak / 1e6,
    }
    return values[figure]


def _shown(figure: str, value: float) -> str:
    if figure in (CPU, PEAK):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value > 0.1 else f"1/{1 / value:.0f}"


def _verdict(goal: Goal, value: float) -> str:
    if value <= goal.must:
        return "aim" if value <= goal.aim else "must"
    return f"misses by {value / goal.must:.1f} times"
