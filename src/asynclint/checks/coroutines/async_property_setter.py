"""`async def` under `@x.setter` or `@x.deleter`: an assignment drops the coroutine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.bindings import Binding, Kind
from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading
from asynclint.questions.decorations import decorator_name, keep_all
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_PROPERTIES = frozenset({"abc.abstractproperty", "builtins.property"})
_STATEMENTS = {"setter": "an assignment to", "deleter": "`del` of"}


def check(method: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    for accessor in method.decorator_list:
        match accessor:
            case ast.Attribute(value=ast.Name(id=name) as owner, attr=kind) if kind in _STATEMENTS:
                others = (each for each in method.decorator_list if each is not accessor)
                if _is_property(owner, ctx) and keep_all(others, ctx):
                    yield ctx.finding(
                        heading(method, ctx),
                        f"{_STATEMENTS[kind]} `{name}` calls this {kind} without `await` and drops "
                        "the coroutine, so its body never runs",
                    )


def _is_property(name: ast.Name, ctx: Context) -> bool:
    """Whether the class around binds a name to nothing but a property and its accessors."""
    found = ctx.scopes.binding(name)
    if found is None or not isinstance(found[0].node, ast.ClassDef):
        return False
    first, *others = found[1]
    return _makes_property(first, ctx) and all(_is_accessor(each, name.id) for each in others)


def _makes_property(binding: Binding, ctx: Context) -> bool:
    if binding.kind is Kind.VALUE and isinstance(binding.value, ast.Call):
        return ctx.name(binding.value.func) in _PROPERTIES
    decorators = getattr(binding.node, "decorator_list", ())
    others = [each for each in decorators if decorator_name(each, ctx) not in _PROPERTIES]
    return len(others) < len(decorators) and keep_all(others, ctx)


def _is_accessor(binding: Binding, name: str) -> bool:
    """Whether a function goes by `@name.getter`, `@name.setter` or `@name.deleter`."""
    if not isinstance(binding.node, FUNCTIONS):
        return False
    return any(
        isinstance(each, ast.Attribute) and getattr(each.value, "id", "") == name
        for each in binding.node.decorator_list
    )


RULE = Rule(
    code="ASL141",
    name="async-property-setter",
    summary="async def as the setter or deleter of a property",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("deleter", "setter"),),
)
