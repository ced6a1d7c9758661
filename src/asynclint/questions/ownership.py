"""Who ends what a function opens: the function itself, somebody it hands it to, or nobody.

Judged by names: an object that is stored on another one, or given to a call that sounds like
taking over, may be ended there. "Nobody" is certain only for what stays in sight.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from asynclint import knowledge
from asynclint.questions.closing import ended
from asynclint.questions.fixtures import Fixture
from asynclint.rule import Context
from asynclint.syntax import Function, within

_MEMORY = re.compile(r":memory:|mode=memory|^sqlite(\+\w+)?:/{0,3}$")


def assigned_names(call: ast.Call, node: Function) -> list[str]:
    """The names a function binds the result of a call to, unpacked or awaited; often one."""
    for statement in within(node, leaves=False):
        match statement:
            case ast.Assign(targets=[target], value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                pass
            case _:
                continue
        if value is call or (isinstance(value, ast.Await) and value.value is call):
            parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
            return [part.id for part in parts if isinstance(part, ast.Name)]
    return []


def is_borrowed(call: ast.Call) -> bool:
    """Whether arguments of a constructor say that somebody else owns the connections."""
    borrowed = knowledge.table("resources")["borrowed"]
    return any(keyword.arg is None or keyword.arg in borrowed for keyword in call.keywords)


def lives_in_memory(call: ast.Call, ctx: Context) -> bool:
    """Whether a database is, or may be, one in memory: it goes with its last name."""
    if not call.args:
        return True
    text = _text(call.args[0], ctx)
    return text is None or bool(_MEMORY.search(text))


def keeps_files(call: ast.Call, ctx: Context) -> bool:
    """Whether a call makes a file or directory that stays until somebody deletes it."""
    name = ctx.name(call.func)
    if name != "tempfile.NamedTemporaryFile":
        return name in knowledge.table("resources")["kept_paths"]
    said = [keyword.value for keyword in call.keywords if keyword.arg == "delete"]
    return any(isinstance(value, ast.Constant) and value.value is False for value in said)


def is_filled(names: Sequence[str], fixture: Fixture) -> bool:
    """Whether an exit stack of these names is given anything to end."""
    for node in within(fixture.node, leaves=False):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                if name in names and method in knowledge.table("resources")["fills"]:
                    return True
    return False


def is_ended(names: Sequence[str], fixture: Fixture, ctx: Context) -> bool:
    """Whether something may end an object of these names: the fixture, or a test of the file."""
    for node in ast.walk(fixture.node):
        match node:
            case ast.Call() if ended(node, ctx) in names or _taken_over(node, names):
                return True
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in names:
                if attribute in _endings():
                    return True
            case ast.withitem(context_expr=ast.Name(id=name)) if name in names:
                return True
            case ast.Assign(targets=targets, value=value) if _mentions(value, names):
                if any(isinstance(t, (ast.Attribute, ast.Subscript)) for t in targets):
                    return True
    return _ended_by_tests(fixture, ctx)


def is_ended_by_plugin(fixture: Fixture) -> bool:
    """Whether a plugin ends whatever a fixture of this name gives."""
    return fixture.name in knowledge.table("resources")["ended_by_plugin"]


def _taken_over(call: ast.Call, names: Sequence[str]) -> bool:
    """Whether a call that sounds like taking over gets an object or one of its methods."""
    function = call.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    words = knowledge.table("resources")["takes_over"]
    if not any(word in called.lower() for word in words):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(_mentions(argument, names) for argument in given)


def _mentions(value: ast.expr, names: Sequence[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(value))


def _endings() -> list[str]:
    endings = knowledge.table("fixtures")["closers"] + knowledge.table("resources")["enders"]
    return [*endings]


def _ended_by_tests(fixture: Fixture, ctx: Context) -> bool:
    """Whether the file closes an object of the fixture's name somewhere."""
    if not fixture.name:
        return True
    methods = "|".join(map(re.escape, _endings()))
    pattern = rf"\b{re.escape(fixture.name)}\.({methods})\b|\bwith {re.escape(fixture.name)}\b"
    return re.search(pattern, ctx.source.text) is not None


def _text(argument: ast.expr, ctx: Context) -> str | None:
    """The text of an argument as far as it is written out; None when it could be any."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return f"{text}..."
        case ast.BinOp(op=ast.Div()):
            return "path"
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return _text(inner, ctx)
        case ast.Name():
            bound = ctx.scopes.only_binding(argument)
            return _text(bound.value, ctx) if bound and bound.value else None
    return None
