"""What the text of a function alone does not say about its paths."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple


def constant_truth(test: ast.expr) -> bool | None:
    """What a condition that is a constant always is; None for any other."""
    return bool(test.value) if isinstance(test, ast.Constant) else None


def takes_everything(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is bare, or names BaseException."""
    return handler.type is None or getattr(handler.type, "id", "") == "BaseException"


def is_false(_: ast.expr) -> bool:
    """The answer where nothing is known."""
    return False


class Meaning(NamedTuple):
    """Questions about expressions of a function, asked while its graph is built.

    `truth`: what a condition always is, None if that varies. `never_returns`: whether a call
    that stands as a statement raises or ends the program. `swallows`: whether the manager of a
    `with` item may swallow exceptions. `takes_everything`: whether no exception passes a handler.
    """

    truth: Callable[[ast.expr], bool | None] = constant_truth
    never_returns: Callable[[ast.Call], bool] = is_false
    swallows: Callable[[ast.expr], bool] = is_false
    takes_everything: Callable[[ast.ExceptHandler], bool] = takes_everything
