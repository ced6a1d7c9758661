"""What importing a module runs, told from what it only defines."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from asking import context, write

from asynclint.names import Names
from asynclint.questions import import_time


def called(text: str) -> list[str]:
    """The names of the functions a module calls at import, sorted."""
    tree = ast.parse(dedent(text))
    found = import_time.calls(tree, Names(tree, "app", ""))
    return sorted(ast.unparse(call.func) for call in found)


@pytest.mark.parametrize(
    "text",
    [
        "x = make()",
        "x: Thing = make()",
        "x = {'a': [make()]}",
        "x = [make() for _ in range_]",
        "x = other or (y := make())",
        "class A:\n    x = make()",
        "class A:\n    class B:\n        x = make()",
        "class A(make()): ...",
        "def f(x=make()): ...",
        "async def f(*, x=make()): ...",
        "class A:\n    def f(self, x=make()): ...",
        "f = lambda x=make(): x",
        "if x:\n    pass\nelse:\n    y = make()",
        "try:\n    x = make()\nexcept OSError:\n    raise",
        "with x:\n    y = make()",
        "x = (i for i in make())",
    ],
)
def test_import_runs_bodies_of_modules_and_classes_and_defaults(text: str) -> None:
    assert called(text) == ["make"]


@pytest.mark.parametrize(
    "text",
    [
        "def f(): return make()",
        "async def f(): return make()",
        "def f():\n    class A:\n        x = make()",
        "def f():\n    def g(x=make()): ...",
        "f = lambda: make()",
        "x = (make() for i in y)",
        "x: make()",
        "def f(x: make()) -> make(): ...",
        "@given(make())\ndef f(): ...",
        "if __name__ == '__main__':\n    x = make()",
        "if TYPE_CHECKING:\n    x = make()",
        "if typing.TYPE_CHECKING:\n    x = make()",
        "if sys.version_info < (3, 10):\n    x = make()",
    ],
)
def test_import_does_not_run_what_is_only_defined(text: str) -> None:
    assert called(text) == []


@pytest.mark.parametrize(
    "decorator", ["functools.cache", "functools.lru_cache", "lru_cache()", "lru(maxsize=1)"]
)
def test_a_cached_function_without_parameters_keeps_what_it_returns(decorator: str) -> None:
    imports = "import functools\nfrom functools import lru_cache, lru_cache as lru\n"
    body = "    local = log()\n    thing = make()\n    return thing\n"

    assert called(f"{imports}@{decorator}\ndef f():\n{body}") == ["make"]


@pytest.mark.parametrize(
    "text",
    [
        "from functools import cache\n@cache\ndef f(x): return make()",
        "from functools import cache\n@cache\nasync def f(): return make()",
        "def cache(f): return f\n@cache\ndef f(): return make()",
    ],
)
def test_other_functions_keep_nothing(text: str) -> None:
    assert called(text) == []


def test_only_certain_calls_of_what_is_wanted_are_given(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "compat.py": "from asyncio import Lock\n",
            "app.py": """
                from asyncio import Lock as Guard
                from compat import Lock
                from threading import Lock as Other
                first, second, third = Guard(), Lock(), Other()
            """,
        },
    )
    found = import_time.calls_of({"asyncio.Lock"}, context(tmp_path, "app.py"))

    assert sorted(ast.unparse(call) for call, name in found) == ["Guard()", "Lock()"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("app.py", "import asyncio\nasyncio.run(main())\n", True),
        ("app.py", "import anyio\nif __name__ == '__main__':\n    anyio.run(main)\n", True),
        ("app.py", "loop.run_until_complete(main())\n", True),
        ("scripts/app.py", "x = 1\n", True),
        ("examples/deep/app.py", "x = 1\n", True),
        ("app.py", "import asyncio\ndef main(): asyncio.run(work())\n", False),
        ("app.py", "import subprocess\nsubprocess.run(['ls'])\n", False),
        ("scripts.py", "x = 1\n", False),
    ],
)
def test_a_program_runs_a_loop_or_lies_among_scripts(
    tmp_path: Path, name: str, text: str, expected: bool
) -> None:
    write(tmp_path, {name: text})

    assert import_time.is_program(context(tmp_path, name)) is expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"examples/shop/pyproject.toml": "[tool.asynclint]\n"}, False),
        ({"examples/shop/asynclint.toml": "select = []\n"}, False),
        ({"examples/shop/pyproject.toml": "[project]\n"}, True),
        ({"pyproject.toml": "[tool.asynclint]\n"}, True),
    ],
)
def test_a_project_with_its_own_settings_is_no_example_to_itself(
    tmp_path: Path, settings: dict[str, str], expected: bool
) -> None:
    write(tmp_path, {**settings, "examples/shop/src/orders.py": "x = 1\n"})

    assert import_time.is_program(context(tmp_path, "examples/shop/src/orders.py")) is expected


def test_statements_of_a_module_leave_out_its_functions_classes_and_guards() -> None:
    text = """
        a
        def f(): hidden
        class A: hidden
        if b:
            c
        elif d:
            e
        else:
            g
        if __name__ == "__main__":
            hidden
        else:
            h
        for i in x:
            i
        try:
            j
        except E:
            k
        finally:
            m
        with x:
            n
        match x:
            case 1:
                o
    """
    found = import_time.statements(ast.parse(dedent(text)).body)
    names = [ast.unparse(s) for s in found if isinstance(s, ast.Expr)]

    assert sorted(names) == ["a", "c", "e", "g", "h", "i", "j", "k", "m", "n", "o"]
