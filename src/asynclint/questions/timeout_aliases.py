"""Names that the builtin TimeoutError had before it was one class, and how to write it now.

`asyncio.TimeoutError` is the builtin since Python 3.11, `socket.timeout` since 3.10. What a
project supports decides: with its lowest Python not known, nothing is an alias.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from asynclint.model import Edit, Fix
from asynclint.questions import timeout_errors
from asynclint.questions.timeout_errors import BUILTIN
from asynclint.rule import Context

Sequence = ast.Tuple | ast.List

# The two spellings everyone uses; the others are other modules' names for the same class.
USUAL = frozenset({"asyncio.TimeoutError", "socket.timeout"})

# Local names given to a class: by an import, or by an assignment. To look for the class first
# and around it then takes a tenth of the time of one expression.
_CLASS = re.compile(r"(?:TimeoutError|timeout)\b")
_AFTER = re.compile(r"\s+as\s+(\w+)")
_BEFORE = re.compile(r"(\w+)\s*=\s*[\w.]*$")
_NEAR = 500  # characters before a class that an assignment to a name takes


def parts(expression: ast.expr | None) -> list[ast.expr]:
    """The classes an expression names: itself, or the members of a tuple or list."""
    if isinstance(expression, (ast.Tuple, ast.List)):
        return expression.elts
    return [expression] if expression else []


def raised_or_caught(node: ast.ExceptHandler | ast.Raise | ast.Call) -> list[ast.expr]:
    """The classes a handler catches, a `raise` names or a call makes an instance of."""
    match node:
        case ast.ExceptHandler(type=kind):
            return parts(kind)
        case ast.Raise(exc=ast.Name() | ast.Attribute() as raised):
            return [raised]
        case ast.Call(func=function):
            return [function]
    return []


def aliases(expressions: list[ast.expr], ctx: Context) -> Iterator[tuple[ast.expr, str]]:
    """The expressions that mean the builtin on every Python the project supports, and the full
    names they have. Where `TimeoutError` means another class, the alias tells them apart."""
    floor = ctx.options.target
    if floor is None:
        return
    for expression in expressions:
        if _last_name(expression) not in _spellings(ctx.source.text):
            continue
        name = ctx.name(expression)
        since = timeout_errors.alias_since(name)
        if since is None or floor < since or not _is_direct(expression, name, ctx):
            continue
        if _means_another(expression, ctx):
            continue
        if not timeout_errors.depends_on_version(expression, ctx):
            yield expression, name


def message(expression: ast.expr, name: str, ctx: Context) -> str:
    """What to tell about an alias: since when it is one, and what to write."""
    since = timeout_errors.alias_since(name) or (0, 0)
    shown = ctx.shown(expression)
    written = "" if _builtin_is_visible(expression, ctx) else ", without the import"
    return (
        f"`{name if shown == 'TimeoutError' else shown}` is the builtin `TimeoutError` since Python"
        f" {since[0]}.{since[1]}, so it only hides which class is meant;"
        f" write `TimeoutError`{written}"
    )


def fix(expression: ast.expr, ctx: Context, within: ast.expr | None = None) -> Fix | None:
    """Writes `TimeoutError` for an alias. `within` is the tuple that holds it, if any: it is
    written anew when it would name the class twice. None where the builtin is not visible."""
    if not _builtin_is_visible(expression, ctx):
        return None
    title = "Write `TimeoutError`"
    if isinstance(within, (ast.Tuple, ast.List)) and _names_it_twice(within, ctx):
        text = _shortened(within, ctx)
        return Fix(title, (Edit(ctx.source.span(within), text),), safe=True) if text else None
    return Fix(title, (Edit(ctx.source.span(expression), "TimeoutError"),), safe=True)


def _last_name(expression: ast.expr) -> str:
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


@lru_cache(maxsize=4)
def _spellings(text: str) -> frozenset[str]:
    """Last names an alias may have in a file. Rules ask this of every call of a file,
    where following each callee to its full name would cost far more."""
    given = {"TimeoutError", "timeout"}
    for found in _CLASS.finditer(text):
        start, end = found.span()
        around = (_AFTER.match(text, end), _BEFORE.search(text[max(start - _NEAR, 0) : start]))
        given.update(match[1] for match in around if match)
    return frozenset(given)


def _is_direct(expression: ast.expr, name: str, ctx: Context) -> bool:
    """`timeout` is too common a word to look for: it must come from `socket` in this file."""
    return name != "socket.timeout" or name in ctx.scopes.resolve(expression)


def _means_another(place: ast.expr, ctx: Context) -> bool:
    return any(
        name != BUILTIN and timeout_errors.alias_since(name) is None
        for name in _meanings(place, ctx)
    )


def _builtin_is_visible(place: ast.expr, ctx: Context) -> bool:
    return _meanings(place, ctx) == {BUILTIN}


def _meanings(place: ast.expr, ctx: Context) -> frozenset[str]:
    """What the name `TimeoutError` means at a place, as far as star imports can be followed."""
    name = ast.copy_location(ast.Name("TimeoutError", ast.Load()), place)
    return ctx.names(name) or ctx.scopes.resolve(name)


def _names_it_twice(classes: Sequence, ctx: Context) -> bool:
    return sum(_is_timeout(part, ctx) for part in classes.elts) > 1


def _is_timeout(part: ast.expr, ctx: Context) -> bool:
    return ctx.name(part) == BUILTIN or any(True for _ in aliases([part], ctx))


def _shortened(classes: Sequence, ctx: Context) -> str:
    """A tuple with one `TimeoutError` in the place of the first; "" where a comment would go."""
    if "#" in ctx.source.segment(ctx.source.span(classes)):
        return ""
    kept: list[str] = []
    for part in classes.elts:
        is_timeout = _is_timeout(part, ctx)
        text = "TimeoutError" if is_timeout else ctx.source.segment(ctx.source.span(part))
        if not is_timeout or text not in kept:
            kept.append(text)
    if len(kept) == 1 and isinstance(classes, ast.Tuple):
        return kept[0]
    inside = ", ".join(kept)
    return f"({inside})" if isinstance(classes, ast.Tuple) else f"[{inside}]"
