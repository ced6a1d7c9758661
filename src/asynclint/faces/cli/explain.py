"""`asynclint explain RULE`: the page of a rule, as it stands in the documentation."""

from __future__ import annotations

import argparse

from asynclint.explain import explain


def run(options: argparse.Namespace) -> int:
    """Print the page of the rule with that code or name."""
    print(explain(options.rule))
    return 0
