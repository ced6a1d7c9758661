"""A class that `async with` cannot enter or leave: half of the protocol, or a sync half."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Finding, Group
from asynclint.project import Definition
from asynclint.questions.bodies import gives_plain, heading, returned
from asynclint.questions.lineages import has_own, lineage
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, parameters

_OTHER = {"__aenter__": "__aexit__", "__aexit__": "__aenter__"}
# Half of a protocol is what such classes are for.
_PARTIAL = frozenset({"abc.ABC", "typing.Protocol", "typing_extensions.Protocol"})
_PARTIAL_NAMES = ("Abstract", "Base", "Mixin")


def check(node: ast.ClassDef, ctx: Context) -> Iterator[Finding]:
    methods = [s for s in node.body if isinstance(s, FUNCTIONS) and s.name in _OTHER]
    if not methods or node.decorator_list:
        return
    classes = lineage(node, ctx)
    for method in methods if classes else ():
        trouble = _trouble(method, classes)
        if trouble and not _is_part(node, classes, ctx) and not ctx.never_runs(node):
            yield ctx.finding(heading(method, ctx), trouble)


def _trouble(method: Function, classes: tuple[Definition, ...]) -> str:
    """What is wrong with one method; "" when nothing is."""
    other = _OTHER[method.name]
    if all(has_own(cls, other) is Answer.NO for cls in classes):
        return f"a class with `{method.name}` and no `{other}` fails in `async with`"
    if _is_sync(method, classes):
        return f"`{method.name}` is no `async def`: `async with` awaits what it returns, and fails"
    return ""


def _is_sync(method: Function, classes: tuple[Definition, ...]) -> bool:
    """Whether a method certainly returns what cannot be awaited."""
    if not isinstance(method, ast.FunctionDef) or method.decorator_list:
        return False
    if isinstance(method.body[-1], ast.Raise) or _is_left_out(method.body[-1]):
        return False
    if all(has_own(cls, "__await__") is Answer.NO for cls in classes):
        me = parameters(method.args)[:1]
        if any(_is_name(value, me[0].arg) for value in returned(method) if me):
            return True
    return gives_plain(method)


def _is_left_out(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and getattr(statement.value, "value", None) is ...


def _is_name(value: ast.expr, name: str) -> bool:
    return isinstance(value, ast.Name) and value.id == name


def _is_part(node: ast.ClassDef, classes: tuple[Definition, ...], ctx: Context) -> bool:
    """Whether other classes are to bring the right half: an interface, a base, a mixin, or
    what this file derives a class from."""
    if any(word in node.name for word in _PARTIAL_NAMES):
        return True
    if any(cls.name in _PARTIAL for cls in classes[1:]):
        return True
    names = [
        ctx.name(base)
        for scope in ctx.scopes.survey.scopes
        if isinstance(scope.node, ast.ClassDef)
        for base in scope.node.bases
    ]
    return classes[0].name in names


RULE = Rule(
    code="ASL142",
    name="wrong-aenter-aexit",
    summary="a class has half of what async with needs, or a sync half",
    group=Group.SUSPICIOUS,
    visits=(ast.ClassDef,),
    check=check,
    mentions=(("__aenter__", "__aexit__"),),
)
