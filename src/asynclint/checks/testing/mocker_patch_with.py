"""`with mocker.patch(...)`: the patch stays after the block, and `as` names something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.indenting import merged, shallower
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, dotted, parameters

_FIXTURES = ("class_mocker", "mocker", "module_mocker", "package_mocker", "session_mocker")
_TYPES = (
    "pytest_mock.MockerFixture",
    "pytest_mock.MockFixture",
    "pytest_mock.plugin.MockerFixture",
)
_PATCHES = ("patch", "patch.object", "patch.dict", "patch.multiple")


def check(node: ast.With | ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    for item in node.items:
        call = item.context_expr
        if not isinstance(call, ast.Call):
            continue
        name, _, method = dotted(call.func).partition(".")
        if method in _PATCHES and _is_mocker(call.func, name, ctx):
            meant = " and `as` names another mock" * (item.optional_vars is not None)
            yield ctx.finding(
                call,
                f"what `{ctx.shown(call.func)}` patches stays patched after this block{meant}: it "
                "lasts until the test ends; call it without `with`",
                fix=_fix(node, ctx),
            )


def _fix(node: ast.With | ast.AsyncWith, ctx: Context) -> Fix | None:
    """The patch as a statement before what was the block. That `as` names what is patched then is
    what was meant."""
    item, first = node.items[0], node.body[0]
    moved = shallower(node.body, node, ctx)
    header = Span(ctx.source.span(node).start, ctx.source.lines.start(first.lineno))
    call = ctx.source.segment(ctx.source.span(item.context_expr))
    if len(node.items) > 1 or moved is None or isinstance(node, ast.AsyncWith):
        return None
    if "#" in ctx.source.segment(header) or not ctx.source.segment(header).rstrip().endswith(":"):
        return None
    name = item.optional_vars
    if name is not None and not isinstance(name, ast.Name):
        return None
    text = f"{name.id} = {call}" if isinstance(name, ast.Name) else call
    end = header.start + len(ctx.source.segment(header).rstrip())
    edit = Edit(Span(header.start, end), text)
    return Fix("Call it without `with`", (merged((edit, *moved), ctx),), safe=name is None)


def _is_mocker(function: ast.expr, name: str, ctx: Context) -> bool:
    """Whether an expression starts with the fixture of pytest-mock."""
    while isinstance(function, ast.Attribute):
        function = function.value
    if not isinstance(function, ast.Name) or not (bound := ctx.scopes.only_binding(function)):
        return False
    if not isinstance(bound.node, ast.arg):
        return False
    if bound.node.annotation:
        return ctx.name(bound.node.annotation) in _TYPES
    return name in _FIXTURES and _is_asked_for(bound.node, ctx)


def _is_asked_for(argument: ast.arg, ctx: Context) -> bool:
    """Whether a parameter is that of a test or of a function with decorators."""
    for outer in ctx.ancestors(argument):
        if isinstance(outer, FUNCTIONS) and argument in parameters(outer.args):
            return outer.name.startswith("test") or bool(outer.decorator_list)
    return False


RULE = Rule(
    code="ASL743",
    name="mocker-patch-with",
    summary="with mocker.patch(...): the patch outlasts the block",
    group=Group.SUSPICIOUS,
    visits=(ast.With, ast.AsyncWith),
    check=check,
    mentions=(("*mocker*", "MockerFixture", "MockFixture"), ("*patch*",), ("with",)),
    fix="unsafe",
)
