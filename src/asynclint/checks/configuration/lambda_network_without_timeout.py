"""A client of AWS in a Lambda function that keeps botocore's own long timeouts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.lambda_handlers import is_handler_file
from asynclint.rule import Context, Rule

_MAKERS = ("boto3.client", "boto3.resource")
_SETTINGS = ("config", None)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if ctx.name(call.func) not in _MAKERS or any(k.arg in _SETTINGS for k in call.keywords):
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}` waits 60 seconds for an answer and tries again, longer "
            "than most functions may run; pass `config=Config(connect_timeout=..., "
            "read_timeout=...)`",
        )


RULE = Rule(
    code="ASL851",
    name="lambda-network-without-timeout",
    summary="a client of AWS without timeouts in a Lambda function",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("*client*", "resource"), ("*handler*",), ("event",), ("context",)),
    needs=is_handler_file,
)
