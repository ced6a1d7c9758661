"""Which parameter an argument of a call goes to, and what its annotation says."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asynclint.calls import Calls
from asynclint.facts import Parameter
from asynclint.project import Definition
from asynclint.signatures import is_bound
from asynclint.unions import Type


def declared(call: ast.Call, argument: ast.expr, calls: Calls) -> str:
    """Type text of the annotation of the parameter that an argument goes to; "" when that is
    not certain: several functions, `*args` before it, no annotation."""
    union = calls.union(call.func)
    found = calls.definitions(call.func)
    if len(found) != 1 or any(isinstance(each, ast.Starred) for each in call.args):
        return ""
    parameters = _parameters(union[0], found[0], calls)
    if parameters is None:
        return _field(call, argument, found[0], calls)
    parameter = _parameter(call, argument, parameters)
    return parameter.type_text if parameter else ""


def _parameters(
    what: Type, found: Definition | None, calls: Calls
) -> Sequence[Parameter] | None:
    """The parameters of a function without the object it is bound to; of a class, those of its
    `__init__`, None without one."""
    if found is None:
        return ()
    if found.function:
        return found.function.parameters[is_bound(what, found.function) :]
    start = calls.method(found, "__init__") if found.owner else None
    if start is None:
        return None
    return start.function.parameters[1:] if start.function else ()


def _field(
    call: ast.Call, argument: ast.expr, found: Definition | None, calls: Calls
) -> str:
    """Type text of the field of a dataclass or model that a keyword sets."""
    names = [each.arg for each in call.keywords if each.value is argument]
    for cls in calls.ancestry(found) if found and names and names[0] else ():
        match cls.owner.attributes.get(str(names[0])) if cls and cls.owner else None:
            case ("is", str(text)):
                return text
    return ""


def _parameter(
    call: ast.Call, argument: ast.expr, parameters: Sequence[Parameter]
) -> Parameter | None:
    for keyword in call.keywords:
        if keyword.value is argument:
            named = (p for p in parameters if p.name == keyword.arg and p.taken != "position")
            return next(named, None)
    if argument not in call.args:
        return None
    index = call.args.index(argument)
    positional = [p for p in parameters if p.taken in ("position", "both")]
    return positional[index] if index < len(positional) else None
