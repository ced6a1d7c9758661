"""What ast-grep is asked about patterns, when there are any.

What ast-grep would swallow in silence or die of is refused by `grammar` before it comes
here; what it says about the rest is cut down to one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from asynclint.excerpt import excerpt
from asynclint.parsing.concrete import root

Config = dict[str, Any]

METAVARIABLE = re.compile(r"\${1,3}([A-Z_][A-Z0-9_]*)")
_ELLIPSIS = re.compile(r"\$\$\$(?![A-Z_])")
# A letter no one writes code with, so a placeholder is never taken for a word of the pattern;
# ast-grep puts the same one in the place of `$`.
_PLACEHOLDER = "µ"


class Literals(NamedTuple):
    """The names a pattern spells out, in the order of the text.

    `heads` are what dotted expressions start with, `attributes` what stands after a dot,
    `last` the attributes that end a dotted expression and the names of keyword arguments,
    `bare` all other names.
    """

    heads: tuple[str, ...]
    attributes: tuple[str, ...]
    last: tuple[str, ...]
    bare: tuple[str, ...]


def complaint(config: Config) -> str:
    """Why ast-grep refuses a rule, in one line; "" when it takes it."""
    try:
        root("x").find(config)
    except Exception as error:
        return _reason(str(error))
    return ""


def pattern_fault(pattern: str) -> str:
    """Why a pattern can never match; "" when it parses as Python."""
    if "$" in METAVARIABLE.sub("", _ELLIPSIS.sub("", pattern)):
        stray = next(_walk(root(_concrete(pattern)), broken=True), None)
        if stray is not None:
            return "`$` must be followed by a name in upper case, such as `$NAME` or `$$$NAMES`"
    if next(_walk(root(_concrete(pattern)), broken=True), None) is not None:
        return f"`{excerpt(pattern)}` is not Python, so it can never match"
    return ""


def literals(pattern: str) -> Literals:
    """The names a pattern spells out; `self` and `cls` are bare names."""
    found: dict[str, list[str]] = {field: [] for field in Literals._fields}
    for node in _walk(root(_concrete(pattern)), broken=False):
        if node.kind() != "identifier" or _PLACEHOLDER in node.text():
            continue
        for role in _roles(node):
            found[role].append(node.text())
    return Literals(**{role: tuple(names) for role, names in found.items()})


def _roles(name: Any) -> tuple[str, ...]:
    parent = name.parent()
    if parent.kind() == "attribute":
        if parent.field("attribute") != name:
            return ("bare",) if name.text() in ("self", "cls") else ("heads",)
        above = parent.parent()
        inner = above.kind() == "attribute" and above.field("object") == parent
        return ("attributes",) if inner else ("attributes", "last")
    if parent.kind() == "keyword_argument" and parent.field("name") == name:
        return ("last",)
    return ("bare",)


def _concrete(pattern: str) -> str:
    """A pattern with names for its metavariables."""
    named = METAVARIABLE.sub(lambda match: _PLACEHOLDER + match[1], pattern)
    return _ELLIPSIS.sub(_PLACEHOLDER, named)


def _walk(start: Any, *, broken: bool) -> Iterator[Any]:
    """All nodes, or those the parser had to invent or could not place."""
    stack = [start]
    while stack:
        node = stack.pop()
        missing = node.is_leaf() and not node.text() and node.kind() not in ("block", "module")
        if not broken or missing or node.kind() == "ERROR":
            yield node
        stack.extend(reversed(node.children()))


def _reason(text: str) -> str:
    """The innermost cause, without the backtrace of the program behind it."""
    told = text.partition("Stack backtrace")[0].replace(_PLACEHOLDER, "$")
    causes = re.split(r"\n\s*(?:\d+:)?\s*", told.partition("Caused by:")[2] or told)
    lines = [re.sub(r"\s+", " ", cause).strip() for cause in causes]
    return next((line.rstrip(".") for line in reversed(lines) if line), "not a rule")
