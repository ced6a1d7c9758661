"""Code behind a condition that is constant."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from asynclint.model import Version
from asynclint.names import Names
from asynclint.reachability import never_runs
from asynclint.source import Source

DEAD = {
    "if False": "if False: ASK()",
    "if 0": "if 0: ASK()",
    "else of True": "if True: pass\nelse: ASK()",
    "not": "if not True: ASK()",
    "and": "if x and False: ASK()",
    "or": "if True or x: pass\nelse: ASK()",
    "while": "while False: ASK()",
    "a ternary": "x = ASK() if False else 1",
    "the other arm of a ternary": "x = 1 if True else ASK()",
    "elif": "if True: pass\nelif x: ASK()",
    "a nested block": "if False:\n  for x in xs:\n    with x: ASK()",
    "a function in the branch": "if False:\n  def f(): ASK()",
    "TYPE_CHECKING": "from typing import TYPE_CHECKING\nif TYPE_CHECKING: ASK()",
    "typing.TYPE_CHECKING": "import typing as t\nif t.TYPE_CHECKING: ASK()",
    "a constant of the module": "SYNC = False\ndef f():\n  if SYNC: ASK()",
    "the other value of a constant": "SYNC = True\nif SYNC: pass\nelse: ASK()",
    "a question about the colour": "if inspect.iscoroutinefunction(f): pass\nelse: ASK()",
    "skipUnless": "import unittest\nSYNC = False\n@unittest.skipUnless(SYNC, '')\n"
    "def test_f(): ASK()",
    "skipif": "import pytest\n@pytest.mark.skipif(True, reason='')\ndef test_f(): ASK()",
    "an old Python": "import sys\nif sys.version_info < (3, 9): ASK()",
    "else of a Python that is required": "import sys\nif sys.version_info >= (3, 10): pass\n"
    "else: ASK()",
}


@pytest.mark.parametrize("text", DEAD.values(), ids=DEAD.keys())
def test_code_never_runs_behind(text: str) -> None:
    assert asked(text, (3, 10)) is True


ALIVE = {
    "an unknown condition": "if x: ASK()",
    "if True": "if True: ASK()",
    "else of False": "if False: pass\nelse: ASK()",
    "the condition itself": "if ASK() and False: pass",
    "or": "if x or False: ASK()",
    "and": "if x and True: ASK()",
    "a constant assigned twice": "SYNC = False\nSYNC = x\nif SYNC: ASK()",
    "a constant that is conditional": "if y: SYNC = False\nif SYNC: ASK()",
    "a global that a function sets": "SYNC = False\ndef f():\n  global SYNC\n  SYNC = True\n"
    "if SYNC: ASK()",
    "a parameter of the constant's name": "SYNC = False\ndef f(SYNC):\n  if SYNC: ASK()",
    "another TYPE_CHECKING": "TYPE_CHECKING = x\nif TYPE_CHECKING: ASK()",
    "a newer Python": "import sys\nif sys.version_info >= (3, 12): ASK()",
    "below a newer Python": "import sys\nif sys.version_info < (3, 12): ASK()",
    "below a micro version": "import sys\nif sys.version_info < (3, 10, 4): ASK()",
    "skipIf with an unknown condition": "@skip.skipIf(x, '')\ndef test_f(): ASK()",
    "another tuple": "if version < (3, 9): ASK()",
}


@pytest.mark.parametrize("text", ALIVE.values(), ids=ALIVE.keys())
def test_code_may_run_behind(text: str) -> None:
    assert asked(text, (3, 10)) is False


def test_versions_say_nothing_while_no_version_is_required() -> None:
    assert asked("import sys\nif sys.version_info < (3, 9): ASK()", None) is False


def asked(text: str, target: Version | None) -> bool:
    source = Source("app.py", dedent(text).encode())
    names = (node for node in ast.walk(source.tree) if isinstance(node, ast.Name))
    call = source.parents[next(name for name in names if name.id == "ASK")]
    ancestors = []
    node = source.parents.get(call)
    while node is not None:
        ancestors.append(node)
        node = source.parents.get(node)
    return never_runs(call, ancestors, Names(source.tree, "app", ""), target)
