"""Every other way to spell the imports of a file, one import at a time.

A rule looks at what a name means, so it must not matter how the name came in. An import is
respelled only when its name is bound once in the file, every use of it is found in the text,
and no other file of the example takes it from here.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asynclint.model import Edit, Span
from asynclint.pages import ERROR, File
from asynclint.positions import Lines
from asynclint.trials.quiet import parsed


def respelled(file: File, files: Sequence[File]) -> Iterator[str]:
    """The text of a file, each time with one import spelled another way and its uses with it;
    `files` are those of the whole example."""
    tree = parsed(file.text)
    if tree is None:
        return
    view = _View(file, tree)
    lines_of_findings = {a.line for a in file.announced if a.kind == ERROR}
    for statement in view.imports:
        if statement.lineno in lines_of_findings or getattr(statement, "module", "") == _FUTURE:
            continue
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            uses = view.uses(name)
            if alias.name != "*" and uses and not _taken(name, statement, file, files):
                yield from _spellings(view, statement, alias, uses)


_FUTURE = "__future__"
_Import = ast.Import | ast.ImportFrom


class _View(NamedTuple):
    """A file and its tree."""

    file: File
    tree: ast.Module

    @property
    def imports(self) -> Iterator[_Import]:
        return (node for node in ast.walk(self.tree) if isinstance(node, _Import))

    def uses(self, name: str) -> list[ast.Name]:
        """Where a name is read; nothing unless it is bound once and every use is plain."""
        bound = sum(bound == name for node in ast.walk(self.tree) for bound in _bound(node))
        reads = [n for n in ast.walk(self.tree) if isinstance(n, ast.Name) and n.id == name]
        if bound != 1 or any(word == name for word in self._quoted()):
            return []
        return reads if all(self.text(read) == name for read in reads) else []

    def is_free(self, name: str) -> bool:
        """Whether a name means nothing in the file yet, nor anything builtin."""
        known = {each for node in ast.walk(self.tree) for each in (*_bound(node), _read(node))}
        return not hasattr(builtins, name) and name not in known and name not in self._quoted()

    def text(self, node: ast.expr | ast.stmt | ast.alias) -> str:
        span = self.span(node)
        return self.file.text[span.start : span.end]

    def span(self, node: ast.expr | ast.stmt | ast.alias) -> Span:
        lines = Lines(self.file.text)
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        start = lines.offset(node.lineno, node.col_offset)
        return Span(start, lines.offset(end_line, end_column))

    def edited(self, edits: Iterable[Edit]) -> str:
        text = self.file.text
        for edit in sorted(edits, reverse=True):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text

    def _quoted(self) -> Iterator[str]:
        """Words in annotations that are strings, and in `__all__`."""
        for node in ast.walk(self.tree):
            parts: list[ast.AST | None] = []
            match node:
                case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                    parts = [annotation]
                case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
                    parts = [returns]
                case ast.Assign(targets=[ast.Name("__all__")], value=value):
                    parts = [value]
            for part in filter(None, parts):
                for inner in ast.walk(part):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        yield from re.findall(r"\w+", inner.value)


def _read(node: ast.AST) -> str:
    """The name a node reads; "" when it reads none."""
    return node.id if isinstance(node, ast.Name) else ""


def _bound(node: ast.AST) -> Iterator[str]:
    """The names a node binds."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
            if node.name:
                yield node.name
        case ast.MatchMapping(rest=str(name)):
            yield name


def _taken(name: str, statement: _Import, file: File, files: Sequence[File]) -> bool:
    """Whether another file of the example gets the name through this one."""
    source = getattr(statement, "module", None), getattr(statement, "level", 0)
    for other in files:
        if other.path == file.path or not other.is_python:
            continue
        tree = parsed(other.text)
        if tree is None:
            return True
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == name:
                return True
            if isinstance(node, ast.ImportFrom) and (node.module, node.level) != source:
                brought = {alias.name for alias in node.names}
                if brought & {name, "*"}:
                    return True
    return False


def _spellings(
    view: _View, statement: _Import, alias: ast.alias, uses: list[ast.Name]
) -> Iterator[str]:
    if isinstance(statement, ast.ImportFrom):
        yield from _of_member(view, statement, alias, uses)
    else:
        yield from _of_module(view, statement, alias, uses)


def _of_member(
    view: _View, statement: ast.ImportFrom, alias: ast.alias, uses: list[ast.Name]
) -> Iterator[str]:
    """`from a import b` as `from a import b as b_`, and as `import a` with `a.b`."""
    other = f"{alias.name}_" if alias.asname is None else alias.name
    if view.is_free(other):
        shown = f"{alias.name} as {other}" if alias.asname is None else alias.name
        edits = [Edit(view.span(use), other) for use in uses]
        yield view.edited([*edits, Edit(view.span(alias), shown)])
    module = statement.module or ""
    if not statement.level and view.is_free(module.partition(".")[0]):
        edits = [Edit(view.span(use), f"{module}.{alias.name}") for use in uses]
        yield view.edited([*edits, _imported_too(view, statement, f"import {module}")])


def _imported_too(view: _View, statement: _Import, spelled: str) -> Edit:
    """Put an import in the place of a statement, or before it when that imports more."""
    span = view.span(statement)
    if len(statement.names) == 1:
        return Edit(span, spelled)
    return Edit(Span(span.start, span.start), f"{spelled}; ")


def _of_module(
    view: _View, statement: ast.Import, alias: ast.alias, uses: list[ast.Name]
) -> Iterator[str]:
    """`import a` as `import a as a_`, and as `from a import b` with `b` for each `a.b`."""
    chains = [alias.asname] if alias.asname else alias.name.split(".")
    whole = [_chain(view, use, chains) for use in uses]
    if not all(whole):
        return
    modules = [node for node in whole if node]
    other = f"{alias.name.replace('.', '_')}_" if alias.asname is None else alias.name
    if view.is_free(other.partition(".")[0]):
        shown = f"{alias.name} as {other}" if alias.asname is None else alias.name
        edits = [Edit(view.span(node), other) for node in modules]
        yield view.edited([*edits, Edit(view.span(alias), shown)])
    members = [_parent(view, node) for node in modules]
    names = {member.attr for member in members if member}
    if all(members) and all(view.is_free(name) for name in names):
        edits = [Edit(view.span(member), member.attr) for member in members if member]
        spelled = f"from {alias.name} import {', '.join(sorted(names))}"
        yield view.edited([*edits, _imported_too(view, statement, spelled)])


def _chain(view: _View, use: ast.Name, parts: Sequence[str]) -> ast.expr | None:
    """The expression `a.b.c` that starts with a use of `a`."""
    node: ast.expr = use
    for part in parts[1:]:
        parent = _parent(view, node)
        if parent is None or parent.attr != part:
            return None
        node = parent
    return node


def _parent(view: _View, node: ast.expr) -> ast.Attribute | None:
    """The attribute that is read from a node, when the text says so plainly."""
    for parent in ast.walk(view.tree):
        if isinstance(parent, ast.Attribute) and parent.value is node:
            plain = isinstance(parent.ctx, ast.Load) and view.text(parent).endswith(parent.attr)
            return parent if plain else None
    return None
