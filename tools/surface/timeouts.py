"""Which functions take a timeout, and what it is when nobody gives one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from surface.bindings import FUNCTION_TYPES, Binding, FunctionNode, is_overload

_NAMES = re.compile(r"timeout|\w+_timeout|timeout_\w+|deadline")


def timeouts(bound: Sequence[Binding | None]) -> str:
    """`timeout=30.0 pool_timeout=None` of a function; "" when it has several definitions.

    A default that is no constant is written `...`, and nothing where there is no default.
    """
    match [node for node in bound if not is_overload(node)]:
        case [node] if isinstance(node, FUNCTION_TYPES):
            return " ".join(sorted(_of(node)))
    return ""


def _of(node: FunctionNode) -> Iterator[str]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    for parameter, default in [
        *zip(positional, defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]:
        if _NAMES.fullmatch(parameter.arg):
            yield f"{parameter.arg}={_written(default)}"


def _written(default: ast.expr | None) -> str:
    match default:
        case None:
            return ""
        case ast.Constant(value=None | int() | float()):
            return ast.unparse(default)
    return "..."
