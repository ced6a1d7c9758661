"""Keywords for a function, given to what does not hand keywords on: TypeError."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.handed_functions import handed_function, last_names, own_keywords
from asynclint.rule import Context, Rule

_KINDS = ("callbacks", "calls", "starters", "threads")
_COMMA = re.compile(r"\s*,\s*")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = handed_function(call, _KINDS, ctx) if call.keywords else None
    own = own_keywords(given.api) if given else None
    if not given or own is None:
        return
    foreign = [each for each in call.keywords if each.arg and each.arg not in own]
    if foreign and not ctx.never_runs(call):
        yield ctx.finding(
            foreign[0],
            f"`{ctx.shown(call.func)}` hands no keywords on to the function, so "
            f"`{foreign[0].arg}=` raises TypeError; bind it with `functools.partial`",
            fix=_fix(call, given.function, foreign, ctx),
        )


def _fix(
    call: ast.Call, function: ast.expr, foreign: Sequence[ast.keyword], ctx: Context
) -> Fix | None:
    """`partial(f, key=1)` in the place of `f`; None where a keyword cannot be taken out."""
    partial = spelled("functools", "partial", call, ctx)
    cuts = [_cut(keyword, call, ctx) for keyword in foreign]
    if partial is None or None in cuts or any(keyword.arg is None for keyword in call.keywords):
        return None
    span, segment = ctx.source.span, ctx.source.segment
    parts = (segment(span(function)), *(segment(span(keyword)) for keyword in foreign))
    bound = Edit(span(function), f"{partial.text}({', '.join(parts)})")
    edits = (*partial.edits, bound, *(cut for cut in cuts if cut))
    return Fix("Bind the keywords with `functools.partial`", tuple(sorted(edits)), safe=True)


def _cut(keyword: ast.keyword, call: ast.Call, ctx: Context) -> Edit | None:
    """The edit that takes a keyword out, and the comma before it."""
    span = ctx.source.span(keyword)
    ends = [ctx.source.span(value).end for value in call.args]
    ends += [ctx.source.span(other).end for other in call.keywords]
    before = max((end for end in ends if end <= span.start), default=None)
    if before is None or not _COMMA.fullmatch(ctx.source.segment(Span(before, span.start))):
        return None
    return Edit(Span(before, span.end), "")


RULE = Rule(
    code="ASL156",
    name="start-soon-keywords",
    summary="keywords are given to what hands none on to the function it calls",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(last_names(_KINDS))),),
    fix="safe",
)
