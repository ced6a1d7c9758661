"""Which parameter an argument of a call goes to, and what its annotation says."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asynclint.calls import Calls
from asynclint.facts import Parameter
from asynclint.signatures import is_bound


def declared(call: ast.Call, argument: ast.expr, calls: Calls) -> str:
    """Type text of the annotation of the parameter that an argument goes to; "" when that is
    not certain: several functions, `*args` before it, no annotation."""
    union = calls.union(call.func)
    found = calls.definitions(call.func)
    function = found[0].function if len(found) == 1 and found[0] else None
    if function is None or any(isinstance(each, ast.Starred) for each in call.args):
        return ""
    own = function.parameters[is_bound(union[0], function) :]
    parameter = _parameter(call, argument, own)
    return parameter.type_text if parameter else ""


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
