"""The full name of an expression: what Python's own scoping rules make of it."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from asking import answers

from asynclint.names import Names

IMPORTS = {
    "a module": ("import asyncio", "asyncio.sleep"),
    "a module under another name": ("import asyncio as aio", "aio.sleep"),
    "a function": ("from asyncio import sleep", "sleep"),
    "a function under another name": ("from asyncio import sleep as nap", "nap"),
    "an alias by assignment": ("import asyncio\nnap = asyncio.sleep", "nap"),
    "an alias of an alias": ("from asyncio import sleep\na = sleep\nb = a", "b"),
    "an alias of the module": ("import asyncio\naio = asyncio", "aio.sleep"),
    "aliases taken apart": ("import asyncio\na, b = asyncio.sleep, 1", "a"),
    "under if": ("if x:\n    from asyncio import sleep", "sleep"),
    "under TYPE_CHECKING": ("if TYPE_CHECKING:\n    from asyncio import sleep", "sleep"),
    "in try": (
        "try:\n    import asyncio\nexcept ImportError:\n    asyncio = None",
        "asyncio.sleep",
    ),
    "twice": ("import asyncio\nimport asyncio", "asyncio.sleep"),
    "with semicolons": ("import os; import asyncio", "asyncio.sleep"),
}


@pytest.mark.parametrize(("setup", "spelling"), IMPORTS.values(), ids=IMPORTS.keys())
def test_a_name_is_the_same_however_it_was_imported(setup: str, spelling: str) -> None:
    assert resolved(f"{setup}\n{spelling}.ASK") == {"asyncio.sleep"}


HIDDEN = {
    "a parameter": "def f(sleep): ASK",
    "a keyword-only parameter": "def f(*, sleep=None): ASK",
    "a positional-only parameter": "def f(sleep, /): ASK",
    "starred parameters": "def f(*sleep): ASK",
    "double-starred parameters": "def f(**sleep): ASK",
    "a parameter of a lambda": "lambda sleep: ASK",
    "a parameter of an outer function": "def f(sleep):\n    def g(): ASK",
    "a local assigned later": "def f():\n    ASK\n    sleep = other()",
    "a local assigned in a branch": "def f():\n    if x: sleep = other()\n    ASK",
    "a loop variable": "for sleep in xs: ASK",
    "an async loop variable": "async def f():\n    async for sleep in xs: ASK",
    "a part of an unpacked loop variable": "for i, (a, *sleep) in xs: ASK",
    "a comprehension variable": "[ASK for sleep in xs]",
    "a variable of a dict comprehension": "{ASK: 1 for sleep in xs}",
    "a variable of a later generator": "[ASK for x in xs for sleep in x]",
    "a walrus": "def f():\n    if (sleep := other()): pass\n    ASK",
    "a walrus in a comprehension": "def f():\n    [(sleep := x) for x in xs]\n    ASK",
    "an exception": "try: pass\nexcept E as sleep: ASK",
    "a context manager": "def f():\n    with m() as sleep: ASK",
    "a part of a context manager": "def f():\n    with m() as (a, sleep): ASK",
    "a match capture": "match x:\n    case [sleep]: ASK",
    "a match star": "match x:\n    case [1, *sleep]: ASK",
    "a match rest": "match x:\n    case {**sleep}: ASK",
    "a match as": "match x:\n    case int() as sleep: ASK",
    "a match keyword": "match x:\n    case Point(x=sleep): ASK",
    "del": "del sleep\nASK",
    "an augmented assignment": "sleep += 1\nASK",
    "a rebound module name": "sleep = wrap(sleep)\nASK",
    "global in a function": "def g():\n    global sleep\n    sleep = 1\nASK",
    "global in a nested function": "def g():\n  def h():\n    global sleep\n    sleep = 1\nASK",
    "nonlocal": "def f():\n  sleep = 1\n  def g():\n    nonlocal sleep\n    ASK",
    "an import of something else": "def f():\n    from other import sleep as a, nap as sleep\n"
    "    del sleep\n    ASK",
    "an unpacked assignment": "sleep, x = pair()\nASK",
    "a starred assignment": "*sleep, x = many()\nASK",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_an_import_is_hidden_by(text: str) -> None:
    """A name bound twice has no certain meaning, and silence follows."""
    assert resolved("from asyncio import sleep\n" + text.replace("ASK", "sleep.ASK")) == set()


VISIBLE = {
    "in a function": "def f(): ASK",
    "in a nested function": "def f():\n    def g(): ASK",
    "in a method although the class has the name": "class C:\n  sleep = 1\n  def f(self): ASK",
    "after a comprehension with that variable": "[sleep for sleep in xs]\nASK",
    "in the first iterable of a comprehension": "[x for sleep in (ASK, 1)]",
    "in a default beside a parameter of the name": "def f(sleep=ASK): pass",
    "in a default of a lambda": "lambda sleep=(ASK): 1",
    "in a decorator of a function with that parameter": "@(ASK)\ndef f(sleep): pass",
    "in an annotation": "def f(sleep: (ASK)): pass",
    "beside an attribute of the name": "x.sleep = 1\nASK",
    "beside a keyword of the name": "f(sleep=1)\nASK",
    "where only another function has a local": "def g(sleep): pass\ndef f(): ASK",
    "in a function declaring it global": "def f():\n    ASK",
    "in a comprehension in a class body": "class C:\n  sleep = 1\n  x = [ASK for _ in xs]",
    "in an f-string": "def f(): f'{ASK}'",
    "after a walrus of another name": "def f():\n    if (nap := 1): pass\n    ASK",
    "in a lambda": "def f(): return lambda: ASK",
    "in a base class": "class C(ASK): pass",
    "inside an exception group handler that names another": "try: pass\nexcept E as e: ASK",
}


@pytest.mark.parametrize("text", VISIBLE.values(), ids=VISIBLE.keys())
def test_an_import_is_visible(text: str) -> None:
    full = resolved("from asyncio import sleep\n" + text.replace("ASK", "sleep.ASK"))

    assert full == {"asyncio.sleep"}


def test_an_inner_function_can_rebind_a_name_of_the_outer_one(tmp_path: Path) -> None:
    expected, actual = answers(tmp_path, {"app.py": """
        def main():
            async def save(): ...
            def swap():
                nonlocal save
                save = print
            swap()
            save()  # calls nothing
        """})

    assert expected == actual


def test_imports_that_disagree_give_every_name_they_may_mean() -> None:
    text = "try:\n    from a import f\nexcept ImportError:\n    from b import f\nf.ASK"

    assert resolved(text) == {"a.f", "b.f"}


def test_an_import_with_a_fallback_of_this_module_may_be_both() -> None:
    text = "try:\n    from a import f\nexcept ImportError:\n    def f(): ...\nf.ASK"

    assert resolved(text) == {"a.f", "app.f"}


def test_an_import_with_a_fallback_that_is_a_value_is_unknown() -> None:
    text = "try:\n    from a import f\nexcept ImportError:\n    f = print\nf.ASK"

    assert resolved(text) == set()


def test_a_function_after_an_import_of_its_name_is_unknown() -> None:
    assert resolved("from a import f\ndef f(): ...\nf.ASK") == set()


@pytest.mark.parametrize(
    ("statement", "full"),
    [
        ("from . import save", "pkg.sub.save"),
        ("from .store import save", "pkg.sub.store.save"),
        ("from .. import save", "pkg.save"),
        ("from ..store import save", "pkg.store.save"),
        ("from .store import put as save", "pkg.sub.store.put"),
    ],
)
def test_relative_imports_start_from_the_package(statement: str, full: str) -> None:
    assert resolved(f"{statement}\nsave.ASK", module="pkg.sub.app", package="pkg.sub") == {full}


@pytest.mark.parametrize("dots", ["...", "...."])
def test_a_relative_import_above_the_top_is_unknown(dots: str) -> None:
    text = f"from {dots}.x import save\nsave.ASK"

    assert resolved(text, module="pkg.app", package="pkg") == set()


def test_dotted_imports_bind_the_first_part() -> None:
    assert resolved("import a.b\na.b.f.ASK") == {"a.b.f"}
    assert resolved("import a.b as x\nx.f.ASK") == {"a.b.f"}
    assert resolved("import a.b\nimport a.c\na.c.f.ASK") == {"a.c.f"}


def test_builtins_have_names_until_they_are_hidden() -> None:
    assert resolved("print.ASK") == {"builtins.print"}
    assert resolved("def print(): ...\nprint.ASK") == {"app.print"}
    assert resolved("def f(print):\n    print.ASK") == set()


def test_a_name_nobody_binds_is_unknown() -> None:
    assert resolved("nothing_of_the_kind.ASK") == set()


def test_a_star_import_makes_every_free_name_uncertain() -> None:
    assert resolved("from os import *\nprint.ASK") == {"*.print"}


def test_nested_functions_and_classes_are_named_as_python_does() -> None:
    text = "def f():\n    class C:\n        def m(self): ...\n    C.ASK"

    assert resolved(text) == {"app.f.<locals>.C"}


def test_a_name_in_a_class_body_is_found_there_first() -> None:
    text = "from asyncio import sleep\nclass C:\n    def sleep(self): ...\n    sleep.ASK"

    assert resolved(text) == {"app.C.sleep"}


def resolved(text: str, module: str = "app", package: str = "") -> set[str]:
    """Full names of what `.ASK` is written behind."""
    tree = ast.parse(dedent(text))
    asked = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "ASK"]
    return set(Names(tree, module, package).resolve(asked[0].value))
