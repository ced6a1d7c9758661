"""A plain string where SQLAlchemy wants a statement: ObjectNotExecutableError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.declared_versions import floor
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    table = knowledge.table("frameworks")
    match call:
        case ast.Call(
            func=ast.Attribute(value=owner, attr=method),
            args=[ast.Constant(value=str()) | ast.JoinedStr() as statement, *_],
        ) if method in table["sql_methods"]:
            pass
        case _:
            return
    if not _refuses_strings(owner, ctx) or ctx.never_runs(call):
        return
    yield ctx.finding(
        statement,
        f"`{ctx.shown(owner)}.{method}` takes no plain string, it raises "
        "ObjectNotExecutableError; wrap the statement in `text(...)`",
        fix=_text(statement, ctx),
    )


def _refuses_strings(owner: ast.expr, ctx: Context) -> bool:
    table = knowledge.table("frameworks")
    if ctx.is_instance(owner, frozenset(table["async_sql_executors"])):
        return True
    if not ctx.is_instance(owner, frozenset(table["sql_executors"])):
        return False
    lowest = floor("sqlalchemy", ctx) or floor("SQLAlchemy", ctx)
    return lowest is not None and lowest >= (2,)


def _text(statement: ast.expr, ctx: Context) -> Fix | None:
    """`text(...)` around a literal. What is put together from parts wants parameters instead."""
    spelled = _spelled(ctx)
    if not spelled or not isinstance(statement, ast.Constant):
        return None
    end = ctx.source.span(statement).end
    edits = (ctx.insertion(statement, f"{spelled}("), Edit(Span(end, end), ")"))
    return Fix("Wrap it in `text`", edits, safe=True)


def _spelled(ctx: Context) -> str:
    """How the module spells `sqlalchemy.text`; "" when it does not."""
    for name, bindings in ctx.scopes.bindings(ctx.scopes.survey.module).names.items():
        if [each.kind for each in bindings] == [Kind.IMPORT]:
            if bindings[0].target in ("sqlalchemy.text", "sqlalchemy.sql.text"):
                return name
            if bindings[0].target == "sqlalchemy":
                return f"{name}.text"
    return ""


RULE = Rule(
    code="ASL820",
    name="raw-sql-string",
    summary="a plain string where SQLAlchemy wants a statement",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("execute", "scalar", "stream"),),
    fix="safe",
)
