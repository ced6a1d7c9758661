"""What a graph of paths must be told of a file: conditions, endings, managers, handlers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from asynclint import knowledge
from asynclint.flow import Meaning
from asynclint.listed import is_listed
from asynclint.model import Version
from asynclint.names import Names
from asynclint.project import Definition
from asynclint.reachability import truth

_TABLE = knowledge.table("endings")
_NEVER = frozenset(_TABLE["never"])
_ANNOTATIONS = frozenset(_TABLE["annotations"])
_SWALLOWING = frozenset(_TABLE["swallowing"])
_METHODS = frozenset(_TABLE["swallowing_methods"])


def meaning(
    names: Names,
    target: Version | None,
    name: Callable[[ast.expr], str],
    definition: Callable[[ast.expr], Definition | None],
    suppressing: Iterable[str] = (),
) -> Meaning:
    """The answers for a file, from its names and what these lead to; `target` is the lowest
    Python supported, `suppressing` names the project's own managers that end exceptions."""

    def never_returns(call: ast.Call) -> bool:
        if name(call.func) in _NEVER:
            return True
        found = definition(call.func)
        return bool(found and found.function and found.function.returns in _ANNOTATIONS)

    def swallows(manager: ast.expr) -> bool:
        made = manager.func if isinstance(manager, ast.Call) else manager
        is_known = getattr(made, "attr", "") in _METHODS or name(made) in _SWALLOWING
        return is_known or is_listed(made, suppressing, name)

    def takes_everything(handler: ast.ExceptHandler) -> bool:
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(each is None or name(each) == "builtins.BaseException" for each in caught)

    return Meaning(
        truth=lambda test: truth(test, names, target),
        never_returns=never_returns,
        swallows=swallows,
        takes_everything=takes_everything,
    )
