"""A session as every face opens it: the settings and packs of a project, the active environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

from asynclint import patterns
from asynclint.config import Configuration
from asynclint.disk import read as read_file
from asynclint.disk import read_or_none
from asynclint.selection import selectors
from asynclint.session import Session, all_rules


class Recipe(NamedTuple):
    """How a session was opened, in plain values, so that another process can open the same."""

    root: str
    file: str | None
    isolated: bool
    overrides: Mapping[str, object]
    prefilter: bool


class Opened(Session):
    """A session that knows how it was opened."""

    recipe: Recipe


def opened(
    root: str,
    *,
    file: str | None = None,
    isolated: bool = False,
    overrides: Mapping[str, object] | None = None,
    prefilter: bool = True,
    read: Callable[[str], bytes] = read_file,
) -> Opened:
    """A session on the files on disk, with the packs that the settings of the root name and the
    active environment. `read` may give other text for files than the disk has; settings are
    those on disk.

    `file`, `isolated` and `overrides` are those of `Configuration`. Raises `UserError`.
    """

    def configured(known: Callable[[], frozenset[str]]) -> Configuration:
        return Configuration(
            root,
            read=read_or_none,
            file=file,
            isolated=isolated,
            overrides=overrides,
            selectors=known,
        )

    # The settings name the packs, and the packs name rules that settings may select.
    packs = configured(_Anything).options_for(os.path.join(root, "any.py")).packs
    rules = all_rules()
    for pack in packs:
        rules += patterns.load(pack, os.path.relpath(pack), rules)
    session = Opened(
        root,
        configured(lambda: selectors(rules)),
        read=read,
        rules=rules,
        prefilter=prefilter,
        variables=os.environ,
    )
    session.recipe = Recipe(root, file, isolated, dict(overrides or {}), prefilter)
    return session


class _Anything(frozenset[str]):
    """Takes every selector for known."""

    def __contains__(self, selector: object) -> bool:
        return True
