"""An `async def` as a handler of AWS Lambda, which gives the coroutine to `json.dumps`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Span
from asynclint.questions.lambda_handlers import handlers
from asynclint.rule import Context, Rule


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for node in handlers(ctx):
        if isinstance(node, ast.AsyncFunctionDef) and not node.decorator_list:
            start = ctx.source.span(node).start
            yield ctx.finding(
                Span(start, start + len("async")),
                f"AWS Lambda does not await `{node.name}` and fails with `Runtime.MarshalError`; "
                "make it a plain function that calls `asyncio.run`",
            )


RULE = Rule(
    code="ASL850",
    name="async-lambda-handler",
    summary="an async function as a handler of AWS Lambda",
    group=Group.NURSERY,
    visits=(ast.Module,),
    check=check,
    mentions=(("*handler*",), ("event",), ("context",), ("async",)),
)
