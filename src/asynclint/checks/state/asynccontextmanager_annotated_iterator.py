"""A function under `@asynccontextmanager` that says it is an iterator: it must be a generator."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.decorations import decorator_name
from asynclint.rule import Context, Rule

_ITERATORS = frozenset({"collections.abc.AsyncIterator", "typing.AsyncIterator"})


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    said = function.returns
    names = {decorator_name(each, ctx) for each in function.decorator_list}
    if said is None or "contextlib.asynccontextmanager" not in names:
        return
    if not isinstance(said, ast.Subscript) or ctx.name(said.value) not in _ITERATORS:
        return
    yield ctx.finding(
        said,
        "`asynccontextmanager` throws into what it is given and closes it, which iterators "
        "cannot do; annotate `AsyncGenerator`",
        fix=_generator(said, ctx),
    )


def _generator(said: ast.Subscript, ctx: Context) -> Fix | None:
    """The annotation of a generator, where the module has a name for it."""
    own = ast.unparse(said.value).rpartition("AsyncIterator")
    if own[2] or not own[1]:
        return None
    if not own[0]:
        bound = ctx.scopes.bindings(ctx.scopes.survey.module).names.get("AsyncGenerator", [])
        homes = {binding.target for binding in bound}
        if not homes or not homes <= {"collections.abc.AsyncGenerator", "typing.AsyncGenerator"}:
            return None
    inner = ctx.source.segment(ctx.source.span(said.slice))
    edit = Edit(ctx.source.span(said), f"{own[0]}AsyncGenerator[{inner}, None]")
    return Fix("Say that it is a generator", (edit,), safe=False)


RULE = Rule(
    code="ASL533",
    name="asynccontextmanager-annotated-iterator",
    summary="a function under asynccontextmanager is annotated as an iterator",
    group=Group.STYLE,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("AsyncIterator",), ("asynccontextmanager",)),
    fix="unsafe",
    also=("UP052",),
)
