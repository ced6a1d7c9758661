"""What an SQLAlchemy session forgets when its `with` block ends.

Closing a session rolls back what was not committed and detaches its objects; committing expires
them, so a detached one raises at the first attribute. `expire_on_commit=False` and `refresh`
prevent that: where a file mentions the former, nothing is certain.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.rule import Context
from asynclint.syntax import within

Block = ast.With | ast.AsyncWith

_HARMLESS = frozenset({"commit", "execute", "flush", "get", "scalar", "scalars"})
_OTHER_TRANSACTIONS = ("autocommit", "join_transaction_mode", None)


def lost_on_exit(
    item: ast.withitem, block: Block, handed: Sequence[ast.expr], ctx: Context
) -> Iterator[str]:
    """What the end of a block does to objects handed out of it, as a clause; at most one."""
    if not isinstance(item.optional_vars, ast.Name) or not _opens_session(item.context_expr, ctx):
        return
    session = item.optional_vars.id
    calls = _calls_on(session, block)
    if calls is None:
        return
    written = [call for method, call in calls if method in knowledge.table("fixtures")["writes"]]
    commits = [call for method, call in calls if method == "commit"]
    if written and not commits:
        yield f"rolls back what `{session}` did not commit"
    elif written and b"expire_on_commit" not in ctx.source.data:
        added = {ast.unparse(call.args[0]) for call in written if call.args}
        given = [part for part in handed if isinstance(part, ast.Name) and part.id in added]
        if given and not _read_after(commits[-1], given, block):
            yield f"detaches `{given[0].id}`, whose attributes expired on commit"


def _read_after(commit: ast.Call, given: Sequence[ast.Name], block: Block) -> bool:
    """Whether a block uses objects once more, which loads their attributes again."""
    after = (commit.end_lineno, commit.end_col_offset)
    names = {name.id for name in given}
    loads = (n for n in within(block) if isinstance(n, ast.Name) and n.id in names)
    return any(n not in given and (n.lineno, n.col_offset) > after for n in loads)


def _opens_session(call: ast.expr, ctx: Context) -> bool:
    if not isinstance(call, ast.Call):
        return False
    if any(keyword.arg in _OTHER_TRANSACTIONS for keyword in call.keywords):
        return False
    table = knowledge.table("fixtures")
    if ctx.name(call.func) in table["sessions"]:
        return True
    if not isinstance(call.func, ast.Name):
        return False
    bound = ctx.scopes.only_binding(call.func)
    if bound is None or not isinstance(bound.value, ast.Call):
        return False
    return ctx.name(bound.value.func) in table["session_makers"]


def _calls_on(session: str, block: Block) -> list[tuple[str, ast.Call]] | None:
    """The calls of methods of a session; None when it is used in any other way."""
    calls = []
    known = set()
    names = []
    for node in within(block):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as owner, attr=method)):
                if name == session:
                    calls.append((method, node))
                    known.add(owner)
            case ast.Name(id=name, ctx=ast.Load()) if name == session:
                names.append(node)
    calls.sort(key=lambda call: (call[1].lineno, call[1].col_offset))
    writes = knowledge.table("fixtures")["writes"]
    if any(name not in known for name in names):
        return None
    return calls if all(method in _HARMLESS or method in writes for method, _ in calls) else None
