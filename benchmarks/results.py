"""What `run.py` measured, kept between its runs: rows may be measured one at a time."""

from __future__ import annotations

import json
from pathlib import Path

from contest import Figures, Outcome
from growing import GROWTHS, Point
from performance_page import Measured
from rows import ROWS


def write_results(path: Path, measured: Measured) -> None:
    """Keep what was measured."""
    rows = {
        name: outcome._replace(figures={k: list(v) for k, v in outcome.figures.items()})
        for name, outcome in measured.rows.items()
    }
    path.write_text(json.dumps([measured.machine, rows, measured.growths]), encoding="utf-8")


def read_results(path: Path, machine: str) -> Measured:
    """What was kept on the same machine with the same versions, else nothing: figures of two
    machines do not go into one table."""
    if not path.is_file():
        return Measured(machine, {}, {})
    kept, rows, growths = json.loads(path.read_text(encoding="utf-8"))
    if kept != machine:
        return Measured(machine, {}, {})
    outcomes = {name: Outcome(*fields) for name, fields in rows.items() if name in ROWS}
    return Measured(
        machine,
        {
            name: outcome._replace(
                figures={k: Figures(*v) for k, v in outcome.figures.items()}
            )
            for name, outcome in outcomes.items()
        },
        {name: [Point(*p) for p in points] for name, points in growths.items() if name in GROWTHS},
    )
