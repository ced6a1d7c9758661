"""A name that no release of AnyIO or Trio has."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.rule import Context, Rule

_LIBRARIES = ("anyio", "trio")


def check(node: ast.Attribute | ast.Name, ctx: Context) -> Iterator[Finding]:
    if not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name):
        return
    full = ctx.scopes.resolve(node)
    library, _, own = min(full, default="").partition(".")
    if len(full) != 1 or library not in _LIBRARIES or not own or "." in own:
        return
    if _is_unknown(library, own) and _is_missing(library, node, ctx):
        name = f"{library}.{own}"
        yield ctx.finding(node, _message(name), fix=_fix(name, node, ctx))


def _is_unknown(library: str, name: str) -> bool:
    known = knowledge.table("library_names")[library]
    return name not in known and not name.startswith("_")


def _is_missing(library: str, node: ast.expr, ctx: Context) -> bool:
    """Whether nothing guards a use, and the library is not the project itself."""
    modules = ctx.project.modules
    own = modules.find(library, ctx.origin)
    if own is not None and not modules.home(own):
        return False
    if "hasattr" in ctx.source.text or "getattr" in ctx.source.text:
        return False
    return not any(isinstance(around, (ast.Try, ast.If)) for around in _outside(node, ctx))


def _outside(node: ast.AST, ctx: Context) -> Iterator[ast.AST]:
    """Blocks that may keep a use from running where it would fail: those that try imports or
    errors, and those that ask for a version or a type checker."""
    for around in ctx.ancestors(node):
        if isinstance(around, ast.Try):
            caught = {ctx.name(h.type).rpartition(".")[2] for h in around.handlers if h.type}
            if caught & {"AttributeError", "ImportError", "ModuleNotFoundError"}:
                yield around
        elif isinstance(around, ast.If):
            text = ctx.source.segment(ctx.source.span(around.test)).lower()
            if "version" in text or "type_checking" in text or "anyio" in text or "trio" in text:
                yield around


def _message(name: str) -> str:
    table = knowledge.table("library_names")
    library = name.partition(".")[0]
    title, since = {"anyio": "AnyIO", "trio": "Trio"}[library], table["floor"][library]
    advice = table["advice"].get(name)
    missing = f"no release of {title} since {since} has `{name}`, so this raises"
    return f"{missing}; {advice}" if advice else missing


def _fix(name: str, node: ast.Attribute | ast.Name, ctx: Context) -> Fix | None:
    if isinstance(node, ast.Name):  # its import would have to change as well
        return None
    new = knowledge.table("library_names")["renamed"].get(name)
    if new is None or "." in new:
        own = new and f"{ctx.source.segment(ctx.source.span(node.value))}.{new.partition('.')[2]}"
    else:
        here = ctx.scopes.resolve(ast.Name(new), ctx.scopes.survey.scope_at(node))
        own = new if here == {f"builtins.{new}"} else None
    if not own:
        return None
    return Fix(f"Write `{own}`", (Edit(ctx.source.span(node), own),), safe=True)


RULE = Rule(
    code="ASL630",
    name="nonexistent-library-attribute",
    summary="a name that no release of AnyIO or Trio has",
    group=Group.CORRECTNESS,
    visits=(ast.Attribute, ast.Name),
    check=check,
    mentions=(("*anyio*", "*trio*"),),
    fix="safe",
    also=("attr-defined",),
)
