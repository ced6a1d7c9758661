"""Which classes are services with state."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from asking import context, write

from asynclint.model import Options
from asynclint.opening import opened
from asynclint.questions import services
from asynclint.rule import Context

DEFAULTS = Options()


def asked(root: Path, text: str, name: str = "pool.py") -> Context:
    write(root, {name: dedent(text)})
    return context(root, name)


def state_of(root: Path, text: str, options: Options = DEFAULTS) -> bool:
    """Whether the class that the last line of a module names has state."""
    ctx = asked(root, text)
    ctx.options = options
    last = ctx.source.tree.body[-1]
    assert isinstance(last, ast.Expr)
    found = ctx.definition(last.value)
    assert found is not None
    return services.has_state(found, ctx)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Client", True),
        ("app.db.SessionPool", True),
        ("_UserRepository", True),
        ("make_client", False),
        ("client", False),
        ("ClientError", False),
        ("LoggingService", False),
        ("MeterProvider", False),
        ("ParameterStore", True),
    ],
)
def test_a_service_is_told_by_the_end_of_its_name(name: str, expected: bool) -> None:
    assert services.is_named_as_service(name, Options()) is expected


def test_a_pattern_of_the_settings_replaces_the_known_names() -> None:
    options = Options(singleton_name_pattern="*Thing")

    assert services.is_named_as_service("OneThing", options) is True
    assert services.is_named_as_service("Client", options) is False


def test_a_name_is_allowed_short_or_full() -> None:
    options = Options(singleton_allow=("Client", "app.db.Pool"))

    assert services.is_allowed(options, "app.Client") is True
    assert services.is_allowed(options, "app.db.Pool") is True
    assert services.is_allowed(options, "other.Pool") is False


@pytest.mark.parametrize(
    "body",
    [
        "def put(self, x): self.x = x",
        "def put(self, x): self.items[x] = 1",
        "def put(self, x): self.items.append(x)",
        "def put(self, x): self.count += x",
        "def drop(self): del self.x",
    ],
)
def test_a_method_that_changes_self_is_state(tmp_path: Path, body: str) -> None:
    assert state_of(tmp_path, f"class Pool:\n    {body}\nPool\n") is True


@pytest.mark.parametrize(
    "body",
    [
        "def __init__(self): self.x = 1",
        "def set_size(self, x): self.x = x",
        "def configure(self, x): self.x = x",
        "def register(self, x): self.items.append(x)",
        "def __init__(self): self._load()\n    def _load(self): self.x = 1",
        "def start(self): self._initialized = True",
        "def prepare(self, x): self.x = x",
        "def __init__(self): self.x = WeakKeyDictionary()\n"
        "    def put(self, k): self.x.setdefault(k, 1)",
        "def close(self): self.x = None",
        "def get(self): return self.x",
        "def get(self): x = 1",
    ],
)
def test_making_and_starting_is_no_state(tmp_path: Path, body: str) -> None:
    text = f"from weakref import WeakKeyDictionary\nclass Pool:\n    {body}\nPool\n"

    assert state_of(tmp_path, text) is False


def test_state_may_come_from_a_base_in_another_module(tmp_path: Path) -> None:
    write(tmp_path, {"base.py": "class Base:\n    def put(self, x): self.x = x\n"})

    assert state_of(tmp_path, "from base import Base\nclass Pool(Base): ...\nPool\n") is True


def test_a_class_with_an_unknown_base_has_no_certain_state(tmp_path: Path) -> None:
    text = "class Pool(mixin()):\n    def put(self, x): self.x = x\nPool\n"

    assert state_of(tmp_path, text) is False


def test_settings_say_whether_a_class_that_resets_counts(tmp_path: Path) -> None:
    text = """
        class Pool:
            def put(self, x): self.x = x
            def reset(self): self.x = None
        Pool
    """

    assert state_of(tmp_path, text) is False
    assert state_of(tmp_path, text, Options(singleton_include_resettable=True)) is True


def test_a_reset_that_leaves_self_alone_resets_nothing(tmp_path: Path) -> None:
    text = """
        class Pool:
            def put(self, x): self.x = x
            def reset_metrics(self, db): db.delete()
        Pool
    """

    assert state_of(tmp_path, text) is True


def test_settings_say_whether_a_class_without_state_counts(tmp_path: Path) -> None:
    text = "class Pool:\n    def get(self): ...\nPool\n"

    assert state_of(tmp_path, text, Options(singleton_include_stateless=True)) is True


@pytest.mark.parametrize(
    ("name", "expected"),
    [("app/db.py", True), ("app/main.py", False), ("docs/db.py", False), ("wsgi.py", False)],
)
def test_entries_and_programs_are_no_application_code(
    tmp_path: Path, name: str, expected: bool
) -> None:
    assert services.is_application_code(asked(tmp_path, "x = 1\n", name)) is expected


def test_a_class_of_an_installed_package_is_none_of_the_projects_services(tmp_path: Path) -> None:
    """Rules about clients know which objects of packages must not be made at import."""
    text = dedent(
        """\
        class OrderStore:
            def __init__(self):
                self.orders = []

            def add(self, order):
                self.orders.append(order)
        """
    )
    (tmp_path / "env" / "bank").mkdir(parents=True)
    (tmp_path / "env" / "bank" / "__init__.py").write_text(text)
    (tmp_path / "own.py").write_text(text)
    app = tmp_path / "orders.py"
    settings = {"python": str(tmp_path / "env"), "select": ["module-level-service-singleton"]}

    def found(module: str) -> int:
        app.write_text(f"import {module}\n\nstore = {module}.OrderStore()\n")
        return len(opened(str(tmp_path), overrides=settings).check_file(str(app)).findings)

    assert (found("own"), found("bank")) == (1, 0)
