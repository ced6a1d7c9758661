"""Names of attributes that a file puts something else in the place of.

`Client.send = fake`, `setattr(client, "send", fake)`, `patch.object(Client, "send")`: where a
file does that, what a call of `send` calls is not told by the class.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from asynclint.names import Names

# Which argument of what, by its last name, tells the name.
_TOLD = {"setattr": 1, "object": 1, "patch": 0, "delattr": 1}


class Replaced:
    """The replacements of one file."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def hides(self, expression: ast.expr) -> bool:
        """Whether the file replaces what an expression names, or what that is found through."""
        name = getattr(expression, "attr", getattr(expression, "id", ""))
        if name in self._assigned or name in self._told:
            return True
        while isinstance(expression, ast.Attribute):
            if expression.attr in self._told:
                return True
            expression = expression.value
        return False

    @cached_property
    def _assigned(self) -> frozenset[str]:
        """Attributes of anything but `self` that are assigned."""
        found: set[str] = set()
        for statement in self._names.survey.nodes[ast.Assign]:
            assert isinstance(statement, ast.Assign)
            for target in statement.targets:
                match target:
                    case ast.Attribute(value=value, attr=name) if not self._is_own(value):
                        found.add(name)
                    case ast.Subscript(value=ast.Call(), slice=ast.Constant(value=str(name))):
                        found.add(name)  # vars(client)["send"]
        return frozenset(found)

    @cached_property
    def _told(self) -> frozenset[str]:
        """Attributes that calls name in a string."""
        return frozenset(self._names_in_calls())

    def _names_in_calls(self) -> Iterator[str]:
        for call in self._names.survey.nodes[ast.Call]:
            assert isinstance(call, ast.Call)
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            index = _TOLD.get(name)
            if index is not None:
                # the first one too: `monkeypatch.setattr("module.name", fake)`
                for argument in {*call.args[:1], *call.args[index : index + 1]}:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value.rpartition(".")[2]

    def _is_own(self, value: ast.expr) -> bool:
        return isinstance(value, ast.Name) and self._names.own_class(value) is not None
