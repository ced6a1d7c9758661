"""Messages and fixes of pattern rules, filled in with what the author wrote.

`$NAME` stands for what a metavariable captured, `$$$NAMES` for everything between the first and
the last of several. A fix whose names are not there yet brings their import along.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from asynclint.bindings import Kind
from asynclint.excerpt import excerpt
from asynclint.model import Edit, Fix, Span
from asynclint.rule import Context

Captured = Callable[[str, bool], "str | None"]

_METAVARIABLE = re.compile(r"\$(\$\$)?([A-Z][A-Z0-9_]*)")
_DOTTED = re.compile(r"(?<![\w.$])([a-z_]\w*)\.")


def message(template: str, captured: Captured) -> str:
    """A message with the captures in it, on one line; long captures are cut."""

    def shown(match: re.Match[str]) -> str:
        return excerpt(captured(match[2], bool(match[1])) or "")

    return _METAVARIABLE.sub(shown, template)


def replacement(template: str, captured: Captured) -> str | None:
    """The text of a fix; None when a metavariable of it captured nothing."""
    captures = {m[0]: captured(m[2], bool(m[1])) for m in _METAVARIABLE.finditer(template)}
    if None in captures.values():
        return None
    return _METAVARIABLE.sub(lambda match: captures[match[0]] or "", template)


def fix(
    template: str, span: Span, at: ast.expr, captured: Captured, ctx: Context, *, safe: bool
) -> Fix | None:
    """The fix that puts a template in the place of a match; None when it would lose something.

    `at` is the matched expression. Modules the template names are imported when they are not.
    """
    text = replacement(template, captured)
    if text is None or _loses_comment(ctx.source.segment(span), text):
        return None
    edits = [Edit(span, text)]
    for module in sorted(set(_DOTTED.findall(template))):
        if is_available(module, at, ctx):
            continue
        added = imported(module, at, ctx)
        if added is None:
            return None
        edits.append(added)
    callee = template.partition("(")[0]
    return Fix(f"Use `{callee}`", tuple(sorted(edits)), safe)


def _loses_comment(old: str, new: str) -> bool:
    return old.count("#") > new.count("#")


def is_available(module: str, at: ast.expr, ctx: Context) -> bool:
    """Whether the name of a module means that module where an expression stands."""
    name = ast.copy_location(ast.Name(module, ast.Load()), at)
    return ctx.scopes.resolve(name) == frozenset({module})


def imported(module: str, at: ast.expr, ctx: Context, beside: str = "asyncio") -> Edit | None:
    """An import after the last import of the module `beside` at the top of the file; None when
    it is not safe."""
    name = ast.copy_location(ast.Name(module, ast.Load()), at)
    if ctx.scopes.binding(name) or ctx.scopes.stars:
        return None
    module_scope = ctx.scopes.bindings(ctx.scopes.survey.module)
    imports = [
        binding.node
        for bindings in module_scope.names.values()
        for binding in bindings
        if binding.kind is Kind.IMPORT and not binding.conditional
        and binding.target.partition(".")[0] == beside
    ]
    lines = [node.end_lineno or 0 for node in imports if isinstance(node, ast.stmt)]
    return _own_line_after(max(lines), f"import {module}", ctx) if lines else None


def _own_line_after(line: int, text: str, ctx: Context) -> Edit | None:
    """A new line after a 1-based line that holds the end of one statement only."""
    body = ctx.source.tree.body
    if any(node.lineno <= line for node in body if (node.end_lineno or 0) > line):
        return None
    ends = sum(node.end_lineno == line for node in body)
    lines = ctx.source.lines
    if ends != 1 or line >= len(lines):
        return None
    before, start = lines.start(line) + len(lines.text(line)), lines.start(line + 1)
    return Edit(Span(start, start), text + ctx.source.text[before:start])
