"""Which functions of a file AWS Lambda may call, told by their names and parameters."""

from __future__ import annotations

from collections.abc import Iterator

from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function

_PARAMETERS = ("event", "context")


def handlers(ctx: Context) -> Iterator[Function]:
    """The functions at the top of a module that are called `handler`, or `lambda_handler`, and
    take `event` and `context`."""
    for node in ctx.source.tree.body:
        if isinstance(node, FUNCTIONS) and node.name.endswith("handler"):
            names = tuple(each.arg.strip("_") for each in node.args.args)
            if names == _PARAMETERS:
                yield node


def is_handler_file(ctx: Context) -> bool:
    """Whether a file has a function that Lambda may call."""
    return any(handlers(ctx))

