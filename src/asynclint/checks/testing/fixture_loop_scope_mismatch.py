"""An async fixture on another event loop than the tests that ask for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Edit, Finding, Fix, Group, Span
from asynclint.questions.fixtures import Fixture, fixture
from asynclint.rule import Context, Rule

_WIDTHS = ("function", "class", "module", "package", "session")


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    found = fixture(node, ctx) if node.decorator_list else None
    if found is None or found.plugin != "pytest-asyncio" or found.scope not in _WIDTHS:
        return
    loop = _loop_scope(found, ctx)
    if loop in _WIDTHS and _WIDTHS.index(loop) < _WIDTHS.index(found.scope):
        yield ctx.finding(
            found.decorator,
            f"this fixture lives as long as the {found.scope} and its loop only for the {loop}: "
            f"ScopeMismatch; say `loop_scope=\"{found.scope}\"`",
            fix=_fix(found, ctx),
        )


def _fix(found: Fixture, ctx: Context) -> Fix | None:
    """Says the scope of the loop behind, or in the place of, what the decorator says."""
    call, wanted = found.decorator, f'loop_scope="{found.scope}"'
    if not isinstance(call, ast.Call) or not call.keywords:
        return None
    said = next((keyword for keyword in call.keywords if keyword.arg == "loop_scope"), None)
    end = ctx.source.span(call.keywords[-1]).end
    edit = Edit(ctx.source.span(said), wanted) if said else Edit(Span(end, end), f", {wanted}")
    return Fix(f"Say `{wanted}`", (edit,), safe=False)


def _loop_scope(found: Fixture, ctx: Context) -> str:
    """How wide the loop of a fixture is: what its decorator says, else the setting, else as wide
    as the fixture itself; "" when that is computed."""
    keywords = found.decorator.keywords if isinstance(found.decorator, ast.Call) else []
    for keyword in keywords:
        if keyword.arg in ("loop_scope", None):
            told = keyword.value.value if isinstance(keyword.value, ast.Constant) else ""
            return str(told)
    return ctx.pytest.setting("asyncio_default_fixture_loop_scope") or found.scope


def _has_loop_scopes(ctx: Context) -> bool:
    """Whether the pytest-asyncio that is there gives fixtures loops of their own scope."""
    return ctx.pytest.at_least("pytest-asyncio", 0, 26) is Answer.YES


RULE = Rule(
    code="ASL723",
    name="fixture-loop-scope-mismatch",
    summary="an async fixture lives longer than the event loop it runs on",
    group=Group.SUSPICIOUS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("*fixture*",), ("async",), ("scope",)),
    needs=_has_loop_scopes,
    fix="unsafe",
)
