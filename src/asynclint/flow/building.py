"""The points of statements, and where they lead."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asynclint.flow.evaluating import branch, evaluate, store
from asynclint.flow.graph import EXIT, Draft, Graph, Jump, Kind, Loop
from asynclint.flow.meaning import Meaning
from asynclint.flow.passages import guarded, managed
from asynclint.syntax import Function

_LITERALS = (ast.List, ast.Tuple, ast.Set)


def build(function: Function | ast.Lambda, meaning: Meaning | None = None) -> Graph:
    """The graph of a function: of its body, as it runs when it is called (or first resumed)."""
    draft = Draft(meaning or Meaning())
    if isinstance(function, ast.Lambda):
        evaluate(function.body, draft)
    else:
        _block(function.body, draft)
    draft.join(EXIT)
    return draft.finish()


def _block(body: Sequence[ast.stmt], draft: Draft) -> None:
    for statement in body:
        if not draft.ends:
            return
        _statement(statement, draft)


def _statement(node: ast.stmt, draft: Draft) -> None:
    match node:
        case ast.Expr(value=value):
            _expression(value, draft)
        case ast.If():
            _if(node, draft)
        case ast.For() | ast.AsyncFor():
            _for(node, draft)
        case ast.While():
            _while(node, draft)
        case ast.With() | ast.AsyncWith():
            managed(node, draft, _block)
        case ast.Match():
            _match(node, draft)
        case ast.Assert():
            _assert(node, draft)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            _definition(node, draft)
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            _jump(node, draft)
        case _ if hasattr(node, "handlers"):  # TryStar exists from 3.11 on
            guarded(node, draft, _block)
        case _:
            _simple(node, draft)


def _expression(value: ast.expr, draft: Draft) -> None:
    if not isinstance(value, ast.Constant):
        evaluate(value, draft)
    call = value.value if isinstance(value, ast.Await) else value
    if isinstance(call, ast.Call) and draft.meaning.never_returns(call):
        draft.ends = []


def _simple(node: ast.stmt, draft: Draft) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            evaluate(value, draft)
            for target in targets:
                store(target, draft)
        case ast.AnnAssign(target=target, value=value):
            if value:
                evaluate(value, draft)
                store(target, draft)
        case ast.AugAssign(target=target, value=value):
            evaluate(value, draft)
            draft.point(node, raises=True)
            store(target, draft)
        case ast.Delete(targets=targets):
            for target in targets:
                store(target, draft)
        case ast.Import() | ast.ImportFrom():
            draft.point(node, raises=True)
        case ast.Pass():
            draft.point(node)


def _definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, draft: Draft) -> None:
    for decorator in node.decorator_list:
        evaluate(decorator, draft)
    if isinstance(node, ast.ClassDef):
        for base in [*node.bases, *(keyword.value for keyword in node.keywords)]:
            evaluate(base, draft)
        _block(node.body, draft)
    else:
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                evaluate(default, draft)
    draft.point(node, raises=bool(node.decorator_list))


def _jump(node: ast.Return | ast.Raise | ast.Break | ast.Continue, draft: Draft) -> None:
    parts = [node.exc, node.cause] if isinstance(node, ast.Raise) else []
    parts += [node.value] if isinstance(node, ast.Return) else []
    for part in parts:
        if part is not None:
            evaluate(part, draft)
    if isinstance(node, ast.Raise):
        draft.point(node, raises=True)
        draft.ends = []
        return
    draft.point(node)
    if isinstance(node, ast.Return):
        draft.leave(Jump())
        return
    loop = next((room for room in reversed(draft.rooms) if isinstance(room, Loop)), None)
    if loop:  # else it does not compile
        draft.leave(Jump(loop, isinstance(node, ast.Continue)))


def _assert(node: ast.Assert, draft: Draft) -> None:
    met, draft.ends = branch(node.test, draft)
    if node.msg:
        evaluate(node.msg, draft)
    draft.point(node, raises=True)
    draft.ends = met


def _if(node: ast.If, draft: Draft) -> None:
    """With all its `elif`, of which there may be more than calls can nest."""
    done: list[int] = []
    while True:
        met, unmet = branch(node.test, draft)
        draft.ends = met
        _block(node.body, draft)
        done += draft.ends
        draft.ends = unmet
        match node.orelse:
            case [ast.If() as inner] if unmet:
                node = inner
            case _:
                _block(node.orelse, draft)
                draft.ends = draft.ends + done
                return


def _for(node: ast.For | ast.AsyncFor, draft: Draft) -> None:
    evaluate(node.iter, draft)
    if not draft.ends:
        return
    waits = isinstance(node, ast.AsyncFor)
    head = draft.place(Kind.NEXT, node, waits=waits)
    loop = Loop(head)
    if _has_items(node.iter):
        draft.point(node, Kind.NEXT)
    else:
        draft.lead_to(head, raises=True)
    draft.ends = list({*draft.ends, head})
    draft.rooms.append(loop)
    store(node.target, draft)
    _block(node.body, draft)
    draft.join(head)
    draft.rooms.pop()
    draft.ends = [head] if draft.entered[head] else []
    _block(node.orelse, draft)
    draft.ends = draft.ends + loop.breaks


def _has_items(iterable: ast.expr) -> bool:
    """Whether there is certainly a first round: a literal, `range` of a positive constant."""
    match iterable:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(stop))]):
            return stop > 0
        case ast.Constant(value=str() | bytes() as text):
            return len(text) > 0
    return isinstance(iterable, _LITERALS) and any(
        not isinstance(item, ast.Starred) for item in iterable.elts
    )


def _while(node: ast.While, draft: Draft) -> None:
    draft.point(node, Kind.AGAIN)
    head = draft.ends[0]
    loop = Loop(head)
    draft.ends, unmet = branch(node.test, draft)
    draft.rooms.append(loop)
    _block(node.body, draft)
    draft.join(head)
    draft.rooms.pop()
    draft.ends = unmet
    _block(node.orelse, draft)
    draft.ends = draft.ends + loop.breaks


def _match(node: ast.Match, draft: Draft) -> None:
    evaluate(node.subject, draft)
    done: list[int] = []
    for case in node.cases:
        takes_all = _is_irrefutable(case.pattern)
        if not takes_all:
            draft.point(case.pattern, raises=True)
        unmet = [] if takes_all else draft.ends
        draft.point(case, Kind.HOLDS)
        if case.guard:
            draft.ends, failed = branch(case.guard, draft)
            unmet = unmet + failed
        _block(case.body, draft)
        done += draft.ends
        draft.ends = unmet
    draft.ends = draft.ends + done


def _is_irrefutable(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _is_irrefutable(inner)
        case ast.MatchOr(patterns=patterns):
            return any(map(_is_irrefutable, patterns))
    return False
