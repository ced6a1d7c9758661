"""What the `conftest.py` files above a test say, and what stands in the tests below one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.rule import Context


def conftests(ctx: Context) -> Iterator[str]:
    """The paths of the conftest files that count for the file, nearest first; the file itself
    is none of them."""
    root, own = ctx.project.modules.root, os.path.abspath(ctx.source.path)
    folder = os.path.dirname(own)
    while folder.startswith(root):
        path = os.path.join(folder, "conftest.py")
        if path != own and ctx.project.shelf.data(path):
            yield path
        if folder == root:
            return
        folder = os.path.dirname(folder)


def mentioned(words: list[str], ctx: Context) -> bool:
    """Whether a conftest that counts for the file has one of some words."""
    return any(
        word.encode() in ctx.project.shelf.data(path) for path in conftests(ctx) for word in words
    )


def has_hooks(ctx: Context) -> bool:
    """Whether a project may run, mark or leave out tests in its own way: a conftest has hooks
    that can, a package above has marks, or a plugin is there that runs coroutine functions."""
    runners = knowledge.table("pytest_plugins")["runners"]
    if any(ctx.pytest.has(runner) for runner in runners) or _loads_plugins(ctx):
        return True
    if mentioned(knowledge.table("tests")["hooks"], ctx):
        return True
    return any(b"pytestmark" in ctx.project.shelf.data(path) for path in _packages(ctx))


def in_tests_below(word: bytes, ctx: Context) -> bool:
    """Whether a word stands in a test below a conftest; in the file itself for any other."""
    if os.path.basename(ctx.source.path) != "conftest.py":
        return word in ctx.source.data
    return any(ctx.project.shelf.has_text(path, word) for path in tests_below(ctx))


def tests_below(ctx: Context) -> Iterator[str]:
    """The paths of all modules in the folder of a conftest and below."""
    top = os.path.join(os.path.dirname(os.path.abspath(ctx.source.path)), "")
    return (path for path in ctx.project.modules.everything() if path.startswith(top))


def _loads_plugins(ctx: Context) -> bool:
    """Whether the settings load plugins by name."""
    pairs = itertools.pairwise(ctx.pytest.setting("addopts").split())
    return any(one == "-p" and not two.startswith("no:") for one, two in pairs)


def _packages(ctx: Context) -> Iterator[str]:
    folder, root = os.path.dirname(os.path.abspath(ctx.source.path)), ctx.project.modules.root
    while folder.startswith(root):
        yield os.path.join(folder, "__init__.py")
        if folder == root:
            return
        folder = os.path.dirname(folder)
