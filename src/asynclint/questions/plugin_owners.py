"""Which plugin runs an async fixture, as far as its decorator leaves that open."""

from __future__ import annotations

from asynclint.questions.conftests import conftests, in_tests_below
from asynclint.questions.fixtures import Fixture
from asynclint.rule import Context
from asynclint.syntax import parameters

_SPEAKS = (b"anyio", b"mark.trio", b"pytest_trio")


def may_be_anyios(found: Fixture, ctx: Context) -> bool:
    """Whether AnyIO's plugin or pytest-trio may run an async fixture under `@pytest.fixture`:
    they do for the tests that have their mark, so any word of them is enough."""
    if any(argument.arg == "anyio_backend" for argument in parameters(found.node.args)):
        return True
    if any(in_tests_below(word, ctx) for word in _SPEAKS):
        return True
    return any(word in ctx.project.shelf.data(path) for path in conftests(ctx) for word in _SPEAKS)
