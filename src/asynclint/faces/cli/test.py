"""`asynclint test`: the examples of rule pages, ours or a user's own, run and judged."""

from __future__ import annotations

import argparse

from asynclint.trials import run_pages


def run(options: argparse.Namespace) -> int:
    """Print what is not as the pages show it, and how many examples ran."""
    summary = run_pages(options.paths)
    print(summary)
    return summary.status
