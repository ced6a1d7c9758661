"""Which rules a selector means, and what wins when several speak of one rule."""

from __future__ import annotations

from typing import Any

import pytest

from asynclint.model import Group, Options
from asynclint.rule import Rule
from asynclint.selection import matches, select


def rule(code: str, name: str, group: Group = Group.CORRECTNESS) -> Rule:
    return Rule(code, name, "", group, (), lambda node, ctx: ())


OURS = rule("ASL101", "unawaited-coroutine")
STYLE = rule("ASL001", "unused-suppression", Group.STYLE)
THEIRS = rule("OWN001", "slow-report", Group.NURSERY)
SHORT = rule("X001", "slow-query", Group.NURSERY)


@pytest.mark.parametrize(
    ("selector", "meant"),
    [
        ("ASL101", {"ASL101"}),
        ("ASL1", {"ASL101"}),
        ("ASL", {"ASL101", "ASL001"}),
        ("AS", set()),
        ("unawaited-coroutine", {"ASL101"}),
        ("unawaited", set()),
        ("nursery", {"OWN001", "X001"}),
        ("ALL", {"ASL101", "ASL001", "OWN001", "X001"}),
        ("OWN001", {"OWN001"}),
        ("OWN0", {"OWN001"}),
        ("OWN", {"OWN001"}),
        ("X", {"X001"}),
        ("", set()),
    ],
)
def test_a_selector_means_rules_of_any_letters(selector: str, meant: set[str]) -> None:
    found = {each.code for each in (OURS, STYLE, THEIRS, SHORT) if matches(selector, each)}

    assert found == meant


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        ({}, ["ASL101"]),
        ({"extend_select": ("OWN001",)}, ["ASL101", "OWN001"]),
        ({"select": ("ASL0",)}, ["ASL001"]),
        ({"select": ("ASL0",), "extend_select": ("OWN",)}, ["ASL001", "OWN001"]),
        ({"select": ("ALL",), "ignore": ("OWN", "X")}, ["ASL001", "ASL101"]),
        ({"select": ("ALL",), "ignore": ("nursery", "ASL001")}, ["ASL101"]),
        ({"per_file_ignores": (("/p/a.py", ("correctness",)),)}, []),
        ({"per_file_ignores": (("/p/b.py", ("correctness",)),)}, ["ASL101"]),
    ],
)
def test_ignoring_wins_over_selecting(settings: dict[str, Any], chosen: list[str]) -> None:
    found = select((STYLE, OURS, THEIRS, SHORT), Options(**settings), "/p/a.py")

    assert [each.code for each in found] == chosen
