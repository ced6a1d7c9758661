"""`asynclint rules`: the list of all rules, for people and for scripts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from asynclint.model import Options
from asynclint.rule import Rule
from asynclint.selection import default
from asynclint.session import all_rules


def run(options: argparse.Namespace) -> int:
    """Print every rule in the order of the codes."""
    rules = sorted(all_rules(), key=lambda rule: rule.code)
    print(_json(rules) if options.output_format == "json" else "\n".join(_table(rules)))
    return 0


def _table(rules: Sequence[Rule]) -> list[str]:
    width = max(len(rule.name) for rule in rules)
    return [
        f"{rule.code}  {rule.name:{width}}  {rule.group.value:11}  {_default(rule):7}  "
        + rule.summary
        for rule in rules
    ]


def _default(rule: Rule) -> str:
    if default(rule, Options()):
        return "on"
    return "depends" if rule.when else "off"


def _json(rules: Sequence[Rule]) -> str:
    return json.dumps(
        [
            {
                "code": rule.code,
                "name": rule.name,
                "summary": rule.summary,
                "group": rule.group.value,
                "default": _default(rule),
                "fix": rule.fix or None,
                "since": rule.since,
                "also_known_as": list(rule.also),
            }
            for rule in rules
        ],
        indent=2,
    )
