"""The lowest release of a package that the project around a file declares or locks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from asynclint.rule import Context

Release = tuple[int, ...]
_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pyproject.toml", "requirements.txt")


def floor(package: str, ctx: Context) -> Release | None:
    """The release, from the nearest folder whose files name the package with one; None when
    they name it without, or nobody does. Of several the lowest counts."""
    for folder in _folders(ctx):
        for name in _FILES:
            text = ctx.project.shelf.data(os.path.join(folder, name))
            found = [*_releases(package, text.decode("utf-8", "replace"))] if text else []
            if found:
                return None if None in found else min(each for each in found if each)
    return None


def is_named(package: str, ctx: Context) -> bool:
    """Whether the files of the nearest folder that have anything to say name a package."""
    for folder in _folders(ctx):
        for name in _FILES:
            text = ctx.project.shelf.data(os.path.join(folder, name))
            if text and any(True for _ in _releases(package, text.decode("utf-8", "replace"))):
                return True
    return False


def _folders(ctx: Context) -> Iterator[str]:
    """The folder of the file, and those around it up to the root of the project."""
    root = ctx.project.modules.root
    folder = os.path.dirname(os.path.abspath(ctx.source.path))
    while folder.startswith(root):
        yield folder
        if folder == root:
            return
        folder = os.path.dirname(folder)


def _releases(package: str, text: str) -> Iterator[Release | None]:
    name = re.escape(package)
    locked = rf'^name = "{name}"\s+version = "(?P<locked>\d[\d.]*)'
    quoted = rf"""["']{name}(?:\[[^\]]*\])?\s*(?P<quoted>[=<>~!^][^"';]*)?[;"']"""
    listed = rf"^{name}(?:\[[^\]]*\])?[ ]*(?P<listed>[=<>~!][^\n;#]*)?(?:[;#].*)?$"
    keyed = rf'^{name} = (?:\{{.*version = )?"(?P<keyed>[^"]+)"'
    pattern = rf"(?mi){locked}|{quoted}|{listed}|{keyed}"
    for match in re.finditer(pattern, text):
        if match["locked"]:
            yield _numbers(match["locked"])
        else:
            yield _lowest(match["quoted"] or match["listed"] or match["keyed"] or "")


def _lowest(specifier: str) -> Release | None:
    """The lower end of `>=1.2,<2`, `==1.2.*`, `~=1.2`, `^1.2`; None when there is none."""
    clauses = re.findall(r"(~=|===?|>=|>|\^|~)\s*(\d+(?:\.\d+)*)", specifier)
    return max((_numbers(number) for _, number in clauses), default=None)


def _numbers(text: str) -> Release:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
