"""All rules written in Python, family by family, in code order.

A family's `__init__` is the explicit list of the names of its rules; no rule registers itself.
To import them all takes longer than to check a small file, so what the engine must know of a
rule before its first question stands in `index.json`, and its module is imported when a file
mentions what the rule is about. `python tools/index_rules.py` writes the index; a test compares.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from asynclint.configuration_file import ConfigurationFile
from asynclint.model import Group
from asynclint.rule import Rule

FAMILIES = (
    *("source", "coroutines", "tasks", "timeouts", "blocking", "state", "libraries", "testing"),
    *("configuration", "strict"),
)
INDEX = os.path.join(os.path.dirname(os.path.abspath(__file__)), "index.json")

_FUNCTIONS = ("check", "needs", "when")


class Deferred:
    """A function of a rule, whose module is imported when it is first called."""

    __slots__ = ("_field", "_function", "_module")

    def __init__(self, module: str, field: str) -> None:
        self._module = module
        self._field = field
        self._function: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself: who calls it thousands of times need not come by here."""
        if self._function is None:
            self._function = getattr(_rule_in(self._module), self._field)
        return self._function


def shipped() -> tuple[Rule, ...]:
    """Every rule as the index has it; one that the index lacks is imported."""
    with open(INDEX, encoding="utf-8") as file:
        rows = json.load(file)
    return tuple(
        _from_row(module, name, rows[name]) if name in rows else _rule_in(module)
        for module, name in _listed()
    )


def imported() -> tuple[Rule, ...]:
    """Every rule as its module has it."""
    return tuple(_rule_in(module) for module, _ in _listed())


def to_index(rules: Iterable[Rule]) -> str:
    """The text of the index of some rules: a line for each, without what is empty."""
    return "{\n" + ",\n".join(map(_line, rules)) + "\n}\n"


def _line(rule: Rule) -> str:
    row = {key: value for key, value in rule._asdict().items() if value and key != "name"}
    row["visits"] = [kind.__name__ for kind in rule.visits]
    row.update({field: True for field in _FUNCTIONS if field in row})
    return f"{json.dumps(rule.name)}: {json.dumps(row)}"


def _from_row(module: str, name: str, row: dict[str, Any]) -> Rule:
    """`to_index` wrote the row, so it is taken at its word."""
    row["group"] = Group(row["group"])
    row["visits"] = tuple(map(_kind, row["visits"]))
    row["mentions"] = tuple(map(tuple, row.get("mentions", ())))
    row["also"] = tuple(row.get("also", ()))
    row.update({field: Deferred(module, field) for field in _FUNCTIONS if field in row})
    return Rule(name=name, **row)


def _kind(name: str) -> type:
    found: type = ConfigurationFile if name == ConfigurationFile.__name__ else getattr(ast, name)
    return found


def _listed() -> Iterator[tuple[str, str]]:
    """The module and the name of every rule, in the order of the lists."""
    for family in FAMILIES:
        folder = f"{__name__}.{family}"
        for name in import_module(folder).RULES:
            yield f"{folder}.{name.replace('-', '_')}", name


def _rule_in(module: str) -> Rule:
    rule: Rule = import_module(module).RULE
    return rule
