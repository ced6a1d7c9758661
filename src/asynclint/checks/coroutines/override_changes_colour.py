"""A method of another colour than the base's, where inherited code calls it by the base's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.colour import gives
from asynclint.model import Finding, Gives, Group, Related
from asynclint.project import Definition
from asynclint.questions.bodies import gives_plain, heading
from asynclint.questions.overrides import inherited_uses, library_method
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function
from asynclint.wrapping import yields


def check(node: ast.ClassDef, ctx: Context) -> Iterator[Finding]:
    methods = [m for m in node.body if isinstance(m, FUNCTIONS) and not m.decorator_list]
    start = _definition(node, ctx) if methods and node.bases else None
    for method in methods if start else ():
        assert start is not None
        if not _may_differ(method, start, ctx) or not _is_candidate(method):
            continue
        trouble, base = _trouble(method, start, ctx)
        if trouble and not ctx.never_runs(method):
            yield ctx.finding(heading(method, ctx), trouble, related=_related(base, ctx))


def _may_differ(method: Function, start: Definition, ctx: Context) -> bool:
    """Whether a method overrides one of the other keyword, or may one of a library."""
    base = ctx.project.method_above(start, method.name)
    is_async = isinstance(method, ast.AsyncFunctionDef)
    return is_async if base is None or base.function is None else (
        base.function.is_async is not is_async
    )


def _is_candidate(method: Function) -> bool:
    """Whether a method certainly has the colour it seems to have."""
    if method.name.startswith("__"):
        return False
    if isinstance(method, ast.AsyncFunctionDef):
        return not yields(method)
    return not isinstance(method.body[-1], ast.Raise) and gives_plain(method)


def _definition(node: ast.ClassDef, ctx: Context) -> Definition | None:
    """The class of a statement, where its name leads to that very statement."""
    start = ctx.project.lookup(ctx.scopes.class_name(node), ctx.origin)
    is_it = start and start.owner and start.owner.position.line == node.lineno
    return start if is_it else None


def _trouble(method: Function, start: Definition, ctx: Context) -> tuple[str, Definition | None]:
    """What goes wrong with a method, and what it overrides."""
    is_async = isinstance(method, ast.AsyncFunctionDef)
    base = ctx.project.method_above(start, method.name)
    wanted = Gives.PLAIN if is_async else Gives.COROUTINE
    # The doubles of tests do what their test needs, and no more.
    is_known = base and base.function and not ctx.is_test
    if base and is_known and gives(base, ctx.project) is wanted:
        for use in inherited_uses(start, method.name, ctx):
            if use.is_awaited is not is_async:
                return _message(method, use.caller, is_async=is_async), base
    library = library_method(start, method.name, ctx) if is_async else ""
    if ctx.is_test and not library.startswith("unittest."):
        return "", None
    return (_message(method, library, is_async=True) if library else ""), None


def _message(method: Function, caller: str, *, is_async: bool) -> str:
    name = method.name
    if not is_async:
        return f"`{caller}` awaits `{name}`, and this one gives nothing that can be awaited"
    if caller.endswith(f".{name}"):
        return f"`{caller}` is called without `await`, so the body of this one never runs"
    return f"`{caller}` calls `{name}` without `await`, so the body of this one never runs"


def _related(base: Definition | None, ctx: Context) -> tuple[Related, ...]:
    if base is None or base.function is None:
        return ()
    place = ctx.project.shown(base.path)
    return (Related(place, base.function.position, "overrides this"),)


RULE = Rule(
    code="ASL143",
    name="override-changes-colour",
    summary="an override of another colour than inherited code calls it by",
    group=Group.NURSERY,
    visits=(ast.ClassDef,),
    check=check,
)
