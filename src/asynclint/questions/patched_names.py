"""What a call of `patch` or `monkeypatch.setattr` replaces, and by what."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asynclint.rule import Context
from asynclint.syntax import dotted

_PATCHES = ("mock.patch", "mock.patch.object", "unittest.mock.patch", "unittest.mock.patch.object")
_MOCKER = ("mocker.patch", "mocker.patch.object")
_SETATTR = "monkeypatch.setattr"


class Patched(NamedTuple):
    """A replacement: the full name it puts something in the place of, the expression that says
    so, and what stands there instead, None when the call does not say."""

    name: str
    place: ast.expr
    new: ast.expr | None


def patched(call: ast.Call, ctx: Context) -> Patched | None:
    """What a call replaces, where its name is written out."""
    if not _replaces(call, ctx):
        return None
    new = next((k.value for k in call.keywords if k.arg in ("new", "value")), None)
    match call.args:
        case [ast.Constant(value=str(path)) as place, *rest] if "." in path:
            return Patched(path, place, rest[0] if rest else new)
        case [owner, ast.Constant(value=str(attribute)) as place, *rest]:
            name = ctx.name(owner)
            found = Patched(f"{name}.{attribute}", place, rest[0] if rest else new)
            return found if name else None
    return None


def _replaces(call: ast.Call, ctx: Context) -> bool:
    if dotted(call.func) in (_SETATTR, *_MOCKER):
        return True
    return ctx.name(call.func) in _PATCHES
