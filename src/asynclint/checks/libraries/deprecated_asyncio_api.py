"""Names of asyncio that every supported Python warns about."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Options
from asynclint.questions.annotation_places import is_annotation
from asynclint.questions.version_guards import is_guarded, version
from asynclint.rule import Context, Rule

_LAST = frozenset(
    {"AbstractChildWatcher", "AbstractEventLoopPolicy", "DefaultEventLoopPolicy"}
    | {"FastChildWatcher", "MultiLoopChildWatcher", "SafeChildWatcher"}
    | {"WindowsProactorEventLoopPolicy", "WindowsSelectorEventLoopPolicy", "get_child_watcher"}
    | {"get_event_loop_policy", "iscoroutinefunction", "set_child_watcher"}
    | {"set_event_loop_policy"}
)
_FIRST = (3, 12)  # of the Pythons that deprecate something in the table
_COLOUR = "asyncio.iscoroutinefunction"


def check(node: ast.Attribute | ast.Name, ctx: Context) -> Iterator[Finding]:
    name = _name(node, ctx)
    table = knowledge.table("removed_asyncio")
    since, floor = table["deprecated"].get(name), ctx.options.target
    if not since or floor is None or floor < version(since) or is_guarded(node, ctx):
        return
    gone = table["names"].get(name)
    if (gone and floor >= version(gone)) or is_annotation(node, ctx):
        return
    until = f" and gone from {table['leaving'].get(name, gone)} on"
    yield ctx.finding(
        node,
        f"`{name}` is deprecated since Python {since}{until}; {table['advice'][name]}",
        fix=_fix(node, ctx) if name == _COLOUR else None,
    )


def _name(node: ast.Attribute | ast.Name, ctx: Context) -> str:
    if isinstance(node, ast.Attribute):
        return ctx.name(node) if node.attr in _LAST and isinstance(node.ctx, ast.Load) else ""
    if not ctx.scopes.imports(node.id, _LAST) or not isinstance(node.ctx, ast.Load):
        return ""
    only = ctx.scopes.only_binding(node)
    return ctx.name(node) if only is not None and only.kind is Kind.IMPORT else ""


def _fix(node: ast.Attribute | ast.Name, ctx: Context) -> Fix | None:
    found = spelled("inspect", "iscoroutinefunction", node, ctx)
    if found is None:
        return None
    edits = (Edit(ctx.source.span(node), found.text), *found.edits)
    return Fix(f"Ask `{found.text}`", edits, safe=True)


def _deprecates(options: Options) -> bool:
    return options.target is not None and options.target >= _FIRST


def _is_concerned(ctx: Context) -> bool:
    return _deprecates(ctx.options)


RULE = Rule(
    code="ASL641",
    name="deprecated-asyncio-api",
    summary="a name of asyncio that every supported Python warns about",
    group=Group.MIGRATION,
    visits=(ast.Attribute, ast.Name),
    check=check,
    mentions=((*sorted(_LAST),),),
    needs=_is_concerned,
    when=_deprecates,
    fix="safe",
    also=("deprecated", "reportDeprecated"),
)
