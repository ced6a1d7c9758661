"""A timeout that is None or infinite: no limit at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.limits import argument, is_none
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

# Function to the place and name of its limit; 99 where it is a keyword only.
_LIMITS: dict[str, list[int | str]] = knowledge.table("timeouts")["unlimited"]
_WORDS = frozenset(name.rpartition(".")[2] for name in _LIMITS)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS:
        return
    name = called(call, ctx)
    if name not in _LIMITS:
        return
    place, keyword = _LIMITS[name]
    limit = argument(call, int(place), str(keyword))
    if limit is None or not (is_none(limit) or ctx.name(limit) == "math.inf"):
        return
    if _has_other_limits(name, call, limit) or _gets_name(call, ctx):
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            limit, f"`{ctx.shown(limit)}` is no limit, so this may wait for ever; say how long"
        )


def _has_other_limits(name: str, call: ast.Call, limit: ast.expr) -> bool:
    """`Timeout(None, read=5)` limits each read."""
    if not name.endswith("Timeout"):
        return False
    return any(each.value is not limit and not is_none(each.value) for each in call.keywords)


def _gets_name(call: ast.Call, ctx: Context) -> bool:
    """A scope with a name may be given its limit later."""
    holder = ctx.parent(call)
    if isinstance(holder, ast.withitem):
        return holder.optional_vars is not None
    return False


RULE = Rule(
    code="ASL304",
    name="unlimited-timeout",
    summary="a timeout that is None or infinite",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)), ("None", "inf")),
)
