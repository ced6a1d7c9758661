"""A name that the settings ban."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from fnmatch import fnmatchcase

from asynclint.globs import matcher
from asynclint.model import Banned, Finding, Group, Options
from asynclint.rule import Context, Rule

_GLOB = frozenset("*?[")


def check(node: ast.Attribute | ast.Name, ctx: Context) -> Iterator[Finding]:
    bans, lasts = ctx.once(_bans)
    if not isinstance(node.ctx, ast.Load) or not bans:
        return
    if isinstance(node, ast.Attribute):
        if lasts and node.attr not in lasts:
            return
    elif not ctx.scopes.resolve(node):
        return
    name = ctx.name(node)
    for ban in bans if name else ():
        if fnmatchcase(name, ban.name) and not (ban.async_only and not ctx.in_async(node)):
            yield ctx.finding(
                node, f"this project does without `{name}`, as the settings say; {ban.advice}"
            )
            return


def _bans(ctx: Context) -> tuple[list[Banned], frozenset[str]]:
    """What is banned in the file, and the last names of that; none when any may be."""
    path = os.path.abspath(ctx.source.path)
    bans = [
        ban for ban in ctx.options.banned if not ban.within or matcher(ban.within)(path)
    ]
    lasts = frozenset(ban.name.rpartition(".")[2] for ban in bans)
    return bans, frozenset() if any(_GLOB & set(last) for last in lasts) else lasts






def _bans_something(options: Options) -> bool:
    return bool(options.banned)


def _is_concerned(ctx: Context) -> bool:
    return bool(ctx.once(_bans)[0])


RULE = Rule(
    code="ASL623",
    name="banned-call",
    summary="a name that the settings ban",
    group=Group.STRICT,
    visits=(ast.Attribute, ast.Name),
    check=check,
    needs=_is_concerned,
    when=_bans_something,
    also=("TID251",),
)
