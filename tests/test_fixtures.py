"""What is known of pytest fixtures: decorators, scopes, teardown, and what tests are handed."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from asking import context, write

from asynclint import knowledge
from asynclint.model import Answer
from asynclint.questions.fixtures import Fixture, fixture, handed_over, returns, yield_instead
from asynclint.syntax import FUNCTIONS, Function

DECORATORS = {
    "an attribute": ("import pytest", "@pytest.fixture", "pytest"),
    "called": ("import pytest", "@pytest.fixture()", "pytest"),
    "imported by name": ("from pytest import fixture", "@fixture", "pytest"),
    "under another name": ("from pytest import fixture as fx", "@fx(autouse=True)", "pytest"),
    "a module under another name": ("import pytest as pt", "@pt.fixture", "pytest"),
    "the old yield_fixture": ("import pytest", "@pytest.yield_fixture", "pytest"),
    "pytest-asyncio": ("import pytest_asyncio", "@pytest_asyncio.fixture", "pytest-asyncio"),
    "pytest-trio": ("from pytest_trio import trio_fixture", "@trio_fixture", "pytest-trio"),
    "pytest-twisted": ("import pytest_twisted", "@pytest_twisted.async_fixture", "pytest-twisted"),
    "pytest-cases": ("from pytest_cases import fixture", "@fixture()", "pytest-cases"),
    "an alias": ("import pytest\nshared = pytest.fixture", "@shared", "pytest"),
    "a decorator made before": (
        "import pytest\nshared = pytest.fixture(scope='session')",
        "@shared",
        "pytest",
    ),
    "below another decorator": ("import pytest", "@staticmethod\n@pytest.fixture", "pytest"),
}


@pytest.mark.parametrize(("setup", "line", "plugin"), DECORATORS.values(), ids=DECORATORS.keys())
def test_a_fixture_is_known_by_its_decorator(
    tmp_path: Path, setup: str, line: str, plugin: str
) -> None:
    found = only(tmp_path, f"{setup}\n{line}\ndef thing(): return 1")

    assert found is not None
    assert plugin == found.plugin


def test_a_fixture_is_known_through_a_module_that_re_exports_the_decorator(tmp_path: Path) -> None:
    write(tmp_path, {"compat.py": "from pytest_asyncio import fixture"})

    found = only(tmp_path, "from compat import fixture\n@fixture\nasync def thing(): return 1")

    assert found is not None
    assert (found.plugin, found.is_async) == ("pytest-asyncio", True)


NO_FIXTURES = {
    "no decorator": "def thing(): return 1",
    "a decorator of that name from elsewhere": "from shop import fixture\n@fixture\ndef t(): pass",
    "a parameter": "def outer(fixture):\n  @fixture\n  def thing(): return 1",
    "a mark": "import pytest\n@pytest.mark.usefixtures('a')\ndef test_thing(): pass",
    "a rebound name": "from pytest import fixture\nfixture = 1\n@fixture\ndef thing(): return 1",
    "a decorator bound twice": (
        "import pytest\nshared = pytest.fixture()\nshared = print\n@shared\ndef thing(): return 1"
    ),
}


@pytest.mark.parametrize("code", NO_FIXTURES.values(), ids=NO_FIXTURES.keys())
def test_what_is_not_certainly_a_fixture_is_none(tmp_path: Path, code: str) -> None:
    assert only(tmp_path, code) is None


SCOPES = {
    "@pytest.fixture": "function",
    "@pytest.fixture()": "function",
    "@pytest.fixture(scope='module')": "module",
    "@pytest.fixture(scope=None)": "function",
    "@pytest.fixture('session')": "session",
    "@pytest.fixture(scope=choose)": "",
    "@prepared": "package",
}


@pytest.mark.parametrize(("line", "scope"), SCOPES.items())
def test_the_scope_is_what_the_decorator_says(tmp_path: Path, line: str, scope: str) -> None:
    setup = "import pytest\nprepared = pytest.fixture(scope='package')\n"

    found = only(tmp_path, f"{setup}{line}\ndef thing(): return 1")

    assert found is not None
    assert scope == found.scope


NAMES = {"": "thing", "name='other'": "other", "name=chosen": ""}


@pytest.mark.parametrize(("argument", "name"), NAMES.items())
def test_the_name_is_what_tests_ask_for(tmp_path: Path, argument: str, name: str) -> None:
    code = f"import pytest\n@pytest.fixture({argument})\ndef thing(): return 1"

    found = only(tmp_path, code)

    assert found is not None
    assert name == found.name


YIELDS = {
    "yield 1": True,
    "yield from other()": True,
    "x = yield": True,
    "return 1": False,
    "def make():\n    yield 1\n  return make": False,
    "return (i for i in range(3))": False,
}


@pytest.mark.parametrize(("body", "yields"), YIELDS.items())
def test_a_fixture_yields_only_where_its_own_body_does(
    tmp_path: Path, body: str, yields: bool
) -> None:
    found = only(tmp_path, f"import pytest\n@pytest.fixture\ndef thing():\n  {body}")

    assert found is not None
    assert yields == found.yields


FINALIZERS = {
    "request.addfinalizer(close)": Answer.YES,
    "add = request.addfinalizer": Answer.YES,
    "def make(): request.node.addfinalizer(close)": Answer.YES,
    "clean_up_later(request)": Answer.UNKNOWN,
    "make = lambda: clean_up_later(request)": Answer.UNKNOWN,
    "value = request.param": Answer.NO,
    "pass": Answer.NO,
}


@pytest.mark.parametrize(("body", "answer"), FINALIZERS.items())
def test_finalizers_are_unknown_once_request_is_handed_on(
    tmp_path: Path, body: str, answer: Answer
) -> None:
    found = only(tmp_path, f"import pytest\n@pytest.fixture\ndef thing(request):\n  {body}")

    assert found is not None
    assert answer == found.finalizers
    assert found.ends_nothing == (answer is Answer.NO)


PLAIN = {
    "@staticmethod": True,
    "@pytest.mark.slow": True,
    "@wrapped": False,
    "@shop.wraps()": False,
}


@pytest.mark.parametrize(("line", "plain"), PLAIN.items())
def test_an_unknown_decorator_may_change_what_a_fixture_gives(
    tmp_path: Path, line: str, plain: bool
) -> None:
    found = only(tmp_path, f"import pytest\n@pytest.fixture\n{line}\ndef thing(): return 1")

    assert found is not None
    assert plain == found.plain
    assert plain == found.ends_nothing


HANDED = {
    "return a": ["a"],
    "return a, b": ["a", "b"],
    "return [a, {'x': b}]": ["a", "b"],
    "return {**a, 'x': b}": ["a", "b"],
    "return f(a)": ["f(a)"],
    "return a.b": ["a.b"],
    "both = a, b\n  return both": ["both", "a", "b"],
    "c = a\n  d = c\n  return d": ["d", "c", "a"],
    "c = a\n  c = b\n  return c": ["c"],
    "c = make()\n  return c": ["c"],
    "c = c\n  return c": ["c", "c", "c", "c", "c"],
}


@pytest.mark.parametrize(("body", "parts"), HANDED.items())
def test_who_gets_a_container_holds_its_elements(
    tmp_path: Path, body: str, parts: list[str]
) -> None:
    write(tmp_path, {"test_it.py": f"def thing(a, b):\n  {body}"})
    ctx = context(tmp_path, "test_it.py")
    (statement,) = returns(function(ctx.source.tree))
    assert statement.value is not None

    assert parts == [ast.unparse(part) for part in handed_over(statement.value, ctx)]


def test_returns_are_those_of_the_function_itself_in_order() -> None:
    tree = ast.parse(
        dedent("""
        def thing():
            if a:
                return 1
            def inner():
                return 2
            with b:
                return 3
            return
        """)
    )

    assert [ast.unparse(r) for r in returns(function(tree))] == ["return 1", "return 3"]


YIELDED = {
    "return 1": "yield 1",
    "return(1)": "yield(1)",
    "if a:\n    return 1\n  return 2": "",
    "if a:\n    return\n  return 2": "",
}


@pytest.mark.parametrize(("body", "fixed"), YIELDED.items())
def test_only_the_one_return_of_a_fixture_is_made_a_yield(
    tmp_path: Path, body: str, fixed: str
) -> None:
    write(tmp_path, {"test_it.py": f"def thing(a):\n  {body}"})
    ctx = context(tmp_path, "test_it.py")
    node = function(ctx.source.tree)

    fix = yield_instead(returns(node)[0], node, ctx)

    assert bool(fix) == bool(fixed)
    for edit in fix.edits if fix else ():
        before, after = ctx.source.text[: edit.span.start], ctx.source.text[edit.span.end :]
        assert f"{before}{edit.text}{after}".endswith(fixed)


@pytest.mark.parametrize("table", ["fixtures", "resources"])
def test_names_of_the_tables_are_spelled_as_names_resolve(table: str) -> None:
    names = {name for value in knowledge.table(table).values() for name in dotted(value)}

    assert names
    assert {n: knowledge.canonical(n) for n in names if knowledge.canonical(n) != n} == {}


def dotted(value: object) -> list[str]:
    return [name for name in value if "." in name] if isinstance(value, (list, dict)) else []


def only(root: Path, code: str) -> Fixture | None:
    """The fixture that the last function at the head of a file or function is."""
    write(root, {"test_it.py": code})
    ctx = context(root, "test_it.py")
    functions = [n for n in ast.walk(ctx.source.tree) if isinstance(n, FUNCTIONS)]
    decorated = [n for n in functions if n.decorator_list] or functions
    return fixture(decorated[0], ctx)


def function(tree: ast.Module) -> Function:
    return next(n for n in ast.walk(tree) if isinstance(n, FUNCTIONS))
