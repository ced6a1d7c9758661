"""A chart of bars as SVG: how far each figure is from what it must be, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

_WIDTH, _ROW, _TOP, _LABELS, _RIGHT = 900, 24, 44, 420, 20
_LOWEST = 0.1  # shares below are drawn as this one
_GOOD, _BAD, _INK = "#2a7f62", "#b5482f", "#444"


class Bar(NamedTuple):
    """A figure as a share of what it must be, and what it should be as a share of that."""

    label: str
    share: float
    aim: float


def chart(bars: Sequence[Bar]) -> str:
    """The whole picture. Left of the line at 1 is good; a notch shows the aim."""
    height = _TOP + _ROW * len(bars) + 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
        f' viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
        *_scale(_highest(bars), height),
    ]
    for number, bar in enumerate(bars):
        lines += _bar(bar, _TOP + _ROW * number, _highest(bars))
    return "\n".join([*lines, "</svg>", ""])


def _highest(bars: Sequence[Bar]) -> float:
    """The end of the scale: a power of ten that no bar goes beyond."""
    return 10.0 ** math.ceil(math.log10(max([10.0, *(bar.share for bar in bars)])))


def _x(share: float, highest: float) -> float:
    room = _WIDTH - _LABELS - _RIGHT
    part = math.log(max(share, _LOWEST) / _LOWEST) / math.log(highest / _LOWEST)
    return round(_LABELS + room * part, 1)


def _scale(highest: float, height: int) -> Iterator[str]:
    for exponent in range(-1, round(math.log10(highest)) + 1):
        x = _x(10.0**exponent, highest)
        colour, word = (_INK, "must") if exponent == 0 else ("#ddd", f"×{10.0**exponent:g}")
        yield f'<line x1="{x}" y1="30" x2="{x}" y2="{height - 8}" stroke="{colour}"/>'
        yield f'<text x="{x}" y="22" text-anchor="middle" fill="{_INK}">{word}</text>'


def _bar(bar: Bar, y: int, highest: float) -> Iterator[str]:
    start, end, aim = (_x(share, highest) for share in (_LOWEST, bar.share, bar.aim))
    colour = _GOOD if bar.share <= 1 else _BAD
    yield (
        f'<text x="{_LABELS - 8}" y="{y + 13}" text-anchor="end" fill="{_INK}">'
        f"{escape(bar.label)}</text>"
    )
    yield (
        f'<rect x="{start}" y="{y + 2}" width="{max(end - start, 1):.1f}" height="{_ROW - 9}"'
        f' fill="{colour}"/>'
    )
    yield (
        f'<line x1="{aim}" y1="{y}" x2="{aim}" y2="{y + _ROW - 5}"'
        f' stroke="{_INK}" stroke-width="2"/>'
    )
