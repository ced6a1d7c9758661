"""A context manager that does not clean up when the body of its `with` fails."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.decorations import decorator_name
from asynclint.questions.indenting import block_of, deeper, line_end, margin
from asynclint.questions.yielding import after, is_tried, managers_around, yields_of
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, parameters, within

_MAKERS = frozenset({"contextlib.asynccontextmanager", "contextlib.contextmanager"})
# The first parameter of the function that runs around a whole application: when it fails, the
# process ends.
_APPLICATIONS = frozenset({"_", "_app", "app", "application", "server"})
_JUMPS = (ast.Break, ast.Continue, ast.Return)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def check(function: Function, ctx: Context) -> Iterator[Finding]:
    if not any(decorator_name(each, ctx) in _MAKERS for each in function.decorator_list):
        return
    if _is_lifespan(function):
        return
    for handed in yields_of(function):
        statement = ctx.parent(handed)
        if not isinstance(statement, (ast.Expr, ast.Assign)) or _is_repeated(handed, ctx):
            continue
        if is_tried(handed, ctx) or any(True for _ in managers_around(handed, ctx)):
            continue
        cleanup = _cleanup(list(after(statement, ctx)), function, handed, ctx)
        if cleanup and not ctx.never_runs(handed):
            yield ctx.finding(
                handed,
                f"when the body of the `with` fails, this `yield` raises and `{cleanup}` never "
                "runs; put the `yield` into a `try` and the rest into its `finally`",
                fix=_fix(statement, ctx),
            )


def _fix(statement: ast.stmt, ctx: Context) -> Fix | None:
    """`try` around the statement that yields, and what follows in its block into `finally`. None
    where that would jump, for a jump there loses what is raised."""
    block = block_of(statement, ctx)
    later = block[block.index(statement) + 1 :]
    before, lines = margin(statement, ctx), ctx.source.lines
    if not later or before is None or statement.lineno != statement.end_lineno:
        return None
    if any(isinstance(node, _JUMPS) for each in later for node in ast.walk(each)):
        return None
    moved = deeper(later, ctx, behind=statement)
    inner = deeper([statement], ctx)
    if moved is None or inner is None:
        return None
    start, end = lines.start(statement.lineno), line_end(ctx)
    last = start + len(lines.text(statement.lineno))
    edits = (
        Edit(Span(start, start), f"{before}try:{end}"),
        *inner,
        Edit(Span(last, last), f"{end}{before}finally:"),
        *moved,
    )
    return Fix("Clean up in `finally`", (_in_order(edits, ctx),), safe=False)


def _in_order(edits: Sequence[Edit], ctx: Context) -> Edit:
    """One edit for all; two at one place stay in their order."""
    start = done = edits[0].span.start
    parts = []
    for edit in edits:
        parts += [ctx.source.text[done : edit.span.start], edit.text]
        done = edit.span.end
    return Edit(Span(start, done), "".join(parts))


def _is_lifespan(function: Function) -> bool:
    first = next(iter(parameters(function.args)), None)
    return "lifespan" in function.name or (first is not None and first.arg in _APPLICATIONS)


def _is_repeated(node: ast.AST, ctx: Context) -> bool:
    for outer in ctx.ancestors(node):
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
            return False
        if isinstance(outer, _LOOPS):
            return True
    return False


def _cleanup(
    later: Sequence[ast.stmt], function: Function, handed: ast.expr, ctx: Context
) -> str:
    """What after a yield ends or puts back something from before it, as the author wrote it."""
    before = _known_before(function, handed)
    for statement in later:
        for node in within(statement, leaves=False):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr=method) as called):
                    closers = knowledge.table("fixtures")["closers"]
                    if method in closers and _root(owner) in before:
                        return f"{ctx.shown(called)}()"
                case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=name)):
                    if name in before and ast.unparse(target) in before[name]:
                        return ctx.shown(target)
    return ""


def _known_before(function: Function, handed: ast.expr) -> dict[str, str]:
    """The local names a function binds before it hands over, with the text of what they are
    given."""
    place = (handed.lineno, handed.col_offset)
    found = {parameter.arg: "" for parameter in parameters(function.args)}
    for node in within(function, leaves=False):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if (node.lineno, node.col_offset) < place:
                    found[name] = ast.unparse(value)
    return found


def _root(expression: ast.expr) -> str:
    while isinstance(expression, ast.Attribute):
        expression = expression.value
    return expression.id if isinstance(expression, ast.Name) else ""


RULE = Rule(
    code="ASL532",
    name="fallible-context-manager",
    summary="a context manager that does not clean up when its body fails",
    group=Group.SUSPICIOUS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("asynccontextmanager", "contextmanager"), ("yield",)),
    fix="unsafe",
    also=("RUF075", "W0135"),
)
