"""A member of a caught exception group is raised, and the other members are lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_GROUPS = ("ExceptionGroup", "BaseExceptionGroup")
_PARTS = frozenset({"split", "subgroup"})


def check(handler: ast.ExceptHandler, ctx: Context) -> Iterator[Finding]:
    if handler.name is None or not _is_of_groups(handler, ctx):
        return
    if any(getattr(node, "id", "") == "len" for node in within(handler)):
        return  # somebody asked whether there are others
    names = {handler.name, *_named(handler)}
    members = set(_members(handler, names))
    for node in within(handler):
        if not isinstance(node, ast.Raise) or node.exc is None:
            continue
        if _is_member(node.exc, names) or getattr(node.exc, "id", "") in members:
            yield ctx.finding(
                node,
                "this raises one error of the group, and the others are lost, with their"
                f" tracebacks; raise the group, or a new error `from {handler.name}`",
            )


def _is_of_groups(handler: ast.ExceptHandler, ctx: Context) -> bool:
    if not isinstance(ctx.parent(handler), ast.Try):
        return True  # `except*`
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = [ctx.name(each).rpartition(".")[2] for each in caught if each is not None]
    return bool(names) and all(name in _GROUPS for name in names)


def _named(handler: ast.ExceptHandler) -> Iterator[str]:
    """Names of what `split` and `subgroup` of the group give."""
    for node in within(handler):
        match node:
            case ast.Assign(
                targets=[target],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)),
            ) if name == handler.name and attribute in _PARTS:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                yield from (each.id for each in names if isinstance(each, ast.Name))


def _members(handler: ast.ExceptHandler, groups: set[str]) -> Iterator[str]:
    """Names that stand for a member of one of the groups, and nothing else."""
    for node in within(handler):
        match node:
            case ast.For(target=ast.Name(id=name), iter=ast.Attribute() as source):
                if _is_exceptions(source, groups):
                    yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _is_member(value, groups):
                    yield name


def _is_member(value: ast.expr, groups: set[str]) -> bool:
    return isinstance(value, ast.Subscript) and _is_exceptions(value.value, groups)


def _is_exceptions(value: ast.expr, groups: set[str]) -> bool:
    match value:
        case ast.Attribute(value=ast.Name(id=name), attr="exceptions"):
            return name in groups
    return False


RULE = Rule(
    code="ASL351",
    name="exception-group-flattening",
    summary="one error of a caught exception group is raised, and the others are lost",
    group=Group.SUSPICIOUS,
    visits=(ast.ExceptHandler,),
    check=check,
    mentions=(("exceptions",), ("except",)),
    also=("ASYNC123",),
)
