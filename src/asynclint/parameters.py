"""Which parameter an argument of a call goes to, and what its annotation says."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asynclint.calls import Calls
from asynclint.facts import Parameter
from asynclint.unions import Kind, Type


def declared(call: ast.Call, argument: ast.expr, calls: Calls) -> str:
    """Type text of the annotation of the parameter that an argument goes to; "" when that is
    not certain: several functions, `*args` before it, no annotation."""
    union = calls.union(call.func)
    found = calls.definitions(call.func)
    function = found[0].function if len(found) == 1 and found[0] else None
    if function is None or any(isinstance(each, ast.Starred) for each in call.args):
        return ""
    is_bound = _is_bound(union[0], function.decorators)
    parameter = _parameter(call, argument, function.parameters[is_bound:])
    return parameter.type_text if parameter else ""


def _is_bound(function: Type, decorators: Sequence[str]) -> bool:
    """Whether the first parameter is the object that a method is called on."""
    if not function.arguments or "builtins.staticmethod" in decorators:
        return False
    on_class = any(each.kind is Kind.CLASS for each in function.arguments[0])
    return not on_class or "builtins.classmethod" in decorators


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
