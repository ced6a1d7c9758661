"""The points of expressions, in the order of evaluation, and the two ways out of conditions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from asynclint.flow.graph import Draft, Kind
from asynclint.syntax import Comprehension

Ways = tuple[list[int], list[int]]

# What makes an object of what was evaluated before, and does nothing.
_NO_POINT = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.JoinedStr, ast.Slice)
_NEVER_RAISE = (ast.Name, ast.Lambda, ast.GeneratorExp)


def evaluate(expression: ast.expr, draft: Draft) -> None:
    """The points of an expression. Long chains of operators or calls do not nest calls here."""
    pending = [(expression, False)]
    while pending:
        node, is_ready = pending.pop()
        special = _SPECIAL.get(type(node))
        if is_ready:
            _take_effect(node, draft)
        elif special:
            special(node, draft)
        else:
            pending.append((node, True))
            pending.extend((part, False) for part in reversed(_parts(node)))


def branch(test: ast.expr, draft: Draft) -> Ways:
    """The ends where a condition is met, and those where it is not."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            met, unmet = branch(operand, draft)
            return unmet, met
        case ast.BoolOp(op=op, values=values):
            return _any_of(values, draft) if isinstance(op, ast.Or) else _all_of(values, draft)
        case ast.IfExp(test=inner, body=body, orelse=orelse):
            met, unmet = branch(inner, draft)
            draft.ends = met
            met, not_met = branch(body, draft)
            draft.ends = unmet
            also, also_not = branch(orelse, draft)
            return met + also, not_met + also_not
    truth = draft.meaning.truth(test)
    if truth is not None:
        ends, draft.ends = draft.ends, []
        return (ends, []) if truth else ([], ends)
    if isinstance(test, ast.Compare):
        early = _links(test, draft)
        met, unmet = _fork(test, draft)
        draft.ends = early
        draft.point(test, Kind.FAILS)
        unmet, draft.ends = unmet + draft.ends, []
        return met, unmet
    evaluate(test, draft)
    return _fork(test, draft)


def store(target: ast.expr, draft: Draft) -> None:
    """The points at which a target is bound or deleted."""
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            draft.point(target, raises=True)
            for part in parts:
                store(part, draft)
        case ast.Starred(value=value):
            store(value, draft)
        case ast.Name():
            draft.point(target)
        case _:
            evaluate(target, draft)


def _fork(test: ast.expr, draft: Draft) -> Ways:
    before = draft.ends
    draft.point(test, Kind.HOLDS)
    met, draft.ends = draft.ends, before
    draft.point(test, Kind.FAILS)
    unmet, draft.ends = draft.ends, []
    return met, unmet


def _any_of(values: Sequence[ast.expr], draft: Draft) -> Ways:
    met: list[int] = []
    for value in values:
        some, draft.ends = branch(value, draft)
        met += some
    unmet, draft.ends = draft.ends, []
    return met, unmet


def _all_of(values: Sequence[ast.expr], draft: Draft) -> Ways:
    unmet: list[int] = []
    for value in values:
        draft.ends, some = branch(value, draft)
        unmet += some
    met, draft.ends = draft.ends, []
    return met, unmet


def _parts(node: ast.expr) -> list[ast.expr]:
    """What is evaluated before an expression takes effect, in order."""
    match node:
        case ast.Call():
            return [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            return [part for pair in pairs for part in pair if part is not None]
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _take_effect(node: ast.expr, draft: Draft) -> None:
    if not isinstance(node, _NO_POINT):
        waits = isinstance(node, ast.Await)
        draft.point(node, raises=_may_raise(node), waits=waits)


def _may_raise(node: ast.expr) -> bool:
    match node:
        case ast.UnaryOp(op=ast.Not()):
            return False
        case ast.Compare(ops=ops):
            return not all(isinstance(op, (ast.Is, ast.IsNot)) for op in ops)
    return not isinstance(node, _NEVER_RAISE)


def _either(node: ast.BoolOp, draft: Draft) -> None:
    done: list[int] = []
    for value in node.values[:-1]:
        met, unmet = branch(value, draft)
        decided, draft.ends = (met, unmet) if isinstance(node.op, ast.Or) else (unmet, met)
        done += decided
    evaluate(node.values[-1], draft)
    draft.ends = draft.ends + done


def _conditional(node: ast.IfExp, draft: Draft) -> None:
    draft.ends, unmet = branch(node.test, draft)
    evaluate(node.body, draft)
    done, draft.ends = draft.ends, unmet
    evaluate(node.orelse, draft)
    draft.ends = draft.ends + done


def _comparison(node: ast.Compare, draft: Draft) -> None:
    early = _links(node, draft)
    draft.ends = draft.ends + early


def _links(node: ast.Compare, draft: Draft) -> list[int]:
    """Where a comparison ends early: `a < b < c` does not look at `c` when `a < b` fails."""
    evaluate(node.left, draft)
    early: list[int] = []
    for comparator in node.comparators:
        if comparator is not node.comparators[0]:
            early += draft.ends
        evaluate(comparator, draft)
        _take_effect(node, draft)
    return early


def _named(node: ast.NamedExpr, draft: Draft) -> None:
    evaluate(node.value, draft)
    store(node.target, draft)


def _function(node: ast.Lambda, draft: Draft) -> None:
    """Only the defaults; the body runs when it is called."""
    for default in [*node.args.defaults, *node.args.kw_defaults]:
        if default is not None:
            evaluate(default, draft)
    draft.point(node)


def _generator(node: ast.GeneratorExp, draft: Draft) -> None:
    """Only the first iterable; the rest runs when somebody asks for an item."""
    evaluate(node.generators[0].iter, draft)
    draft.point(node)


def _comprehension(node: Comprehension, draft: Draft) -> None:
    elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    _rounds(node.generators, elements, draft)
    draft.point(node)


def _rounds(
    generators: Sequence[ast.comprehension], elements: Sequence[ast.expr], draft: Draft
) -> None:
    if not generators:
        for element in elements:
            evaluate(element, draft)
        return
    first = generators[0]
    evaluate(first.iter, draft)
    draft.point(first, Kind.NEXT, raises=True, waits=bool(first.is_async))
    head = draft.ends
    store(first.target, draft)
    skipped: list[int] = []
    for test in first.ifs:
        draft.ends, unmet = branch(test, draft)
        skipped += unmet
    _rounds(generators[1:], elements, draft)
    draft.ends = draft.ends + skipped
    for point in head:
        draft.join(point)
    draft.ends = head


_SPECIAL: dict[type[ast.expr], Callable[..., None]] = {
    ast.BoolOp: _either,
    ast.IfExp: _conditional,
    ast.Compare: _comparison,
    ast.NamedExpr: _named,
    ast.Lambda: _function,
    ast.GeneratorExp: _generator,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
}
