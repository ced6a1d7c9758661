"""Messages and fixes of pattern rules, filled in with what the author wrote.

`$NAME` stands for what a metavariable captured, `$$$NAMES` for everything between the first and
the last of several. A fix whose names are not there yet brings their import along.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from asynclint.excerpt import excerpt
from asynclint.importing import added_import
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
        if _is_available(module, at, ctx):
            continue
        added = added_import(module, at, ctx)
        if added is None:
            return None
        edits.append(added)
    callee = template.partition("(")[0]
    return Fix(f"Use `{callee}`", tuple(sorted(edits)), safe)


def _loses_comment(old: str, new: str) -> bool:
    return old.count("#") > new.count("#")


def _is_available(module: str, at: ast.expr, ctx: Context) -> bool:
    name = ast.copy_location(ast.Name(module, ast.Load()), at)
    return ctx.scopes.resolve(name) == frozenset({module})
