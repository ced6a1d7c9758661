"""The fixes of one file: in rounds, never leaving worse Python, nothing outside them touched."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asynclint.config import Configuration
from asynclint.disk import read_or_none
from asynclint.mending import Mended, mend
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.rule import Context, Rule
from asynclint.session import Session
from asynclint.source import BOM, Source

Write = Callable[[ast.Name, Context], str | None]


def rule(name: str, write: Write, *, safe: bool = True, code: str = "OWN001") -> Rule:
    """A rule that wants names written anew."""

    def check(node: ast.Name, ctx: Context) -> Iterator[Finding]:
        text = write(node, ctx)
        if text is not None:
            edit = Edit(ctx.source.span(node), text)
            yield ctx.finding(node, f"{node.id} is old", fix=Fix("Write anew", (edit,), safe))

    return Rule(code, name, "", Group.CORRECTNESS, (ast.Name,), check, fix="safe")


def renamed(old: str, new: str, **how: object) -> Rule:
    return rule(f"no-{old}", lambda node, _: new if node.id == old else None, **how)  # type: ignore[arg-type]


def session(root: Path, *rules: Rule) -> Session:
    configuration = Configuration(
        str(root), read=read_or_none, isolated=True, selectors=lambda: frozenset({"ALL"})
    )
    return Session(str(root), configuration, rules=rules)


def mended(root: Path, text: str | bytes, *rules: Rule, unsafe: bool = True) -> Mended:
    data = text.encode() if isinstance(text, str) else text
    path = str(root / "a.py")
    Path(path).write_bytes(data)
    return mend(
        session(root, *rules),
        path,
        data,
        lambda finding: finding.fix is not None and (unsafe or finding.fix.safe),
    )


def test_fixes_that_bring_others_are_made_in_rounds(tmp_path: Path) -> None:
    first, second = renamed("a", "b"), renamed("b", "c", code="OWN002")

    done = mended(tmp_path, "a + b\n", first, second)

    assert done.data == b"c + c\n"
    assert len(done.made) == 3


def test_only_fixes_that_are_wanted_are_made(tmp_path: Path) -> None:
    first, second = renamed("a", "b", safe=False), renamed("c", "d", code="OWN002")

    assert mended(tmp_path, "a + c\n", first, second, unsafe=False).data == b"a + d\n"


def test_a_fix_that_breaks_the_text_is_not_made_and_the_others_are(tmp_path: Path) -> None:
    broken, good = renamed("a", "b c"), renamed("d", "e", code="OWN002")

    done = mended(tmp_path, "a\nd\na\n", broken, good)

    assert done.data == b"a\ne\na\n"
    assert [line.partition("a.py:")[2].partition(" is")[0] for line in done.refused] == [
        "1:1: the fix of no-a would leave what Python cannot read; it",
        "3:1: the fix of no-a would leave what Python cannot read; it",
    ]


def test_a_fix_that_parses_and_does_not_compile_is_not_made(tmp_path: Path) -> None:
    done = mended(tmp_path, "a\n", renamed("a", "await b"))

    assert done.data == b"a\n"
    assert len(done.refused) == 1


def test_two_fixes_that_break_the_text_only_together_are_not_made_together(tmp_path: Path) -> None:
    first, second = renamed("a", "b\n+"), renamed("c", "\n", code="OWN002")

    done = mended(tmp_path, "(a, c)\n", first, second)

    assert compile(done.data, "", "exec")
    assert len(done.made) >= 1


def test_fixes_without_an_end_leave_the_file_as_it_was(tmp_path: Path) -> None:
    endless = rule("no-end", lambda node, _: node.id + "x")

    done = mended(tmp_path, "a\n", endless)

    assert (done.data, done.made) == (b"a\n", [])
    assert "no-end" in done.refused[0]


@pytest.mark.parametrize(
    "around",
    [
        b"\xef\xbb\xbf# %s\r\nx = '\xc3\xa9'\r\n",
        b"# coding: latin-1\n# \xe9\xff %s\n",
        b"# %s\rx = 1\r",
        b"#\x0c tabs\t %s   \n\n\n",
        b"# no end",
    ],
)
def test_no_byte_outside_the_edits_changes(tmp_path: Path, around: bytes) -> None:
    before, after = around + b"\n", b"\n" + around.removeprefix(BOM)

    done = mended(tmp_path, before + b"a" + after, renamed("a", "b"))

    assert done.data == before + b"b" + after


def test_what_the_encoding_cannot_say_is_not_written(tmp_path: Path) -> None:
    text = b"# coding: latin-1\na\n"

    done = mended(tmp_path, text, renamed("a", "\u4e2d"))

    assert done.data == text
    assert len(done.refused) == 1


def test_a_text_that_does_not_come_back_as_it_was_is_left_alone(tmp_path: Path) -> None:
    text = b"# coding: utf-7\na = '+AGE-'\n"  # `a`, in a way no encoder writes it

    assert mended(tmp_path, text, renamed("a", "b")).data == text


def test_a_declined_fix_lets_through_those_it_stood_in_the_way_of(tmp_path: Path) -> None:
    def whole(node: ast.Expr, ctx: Context) -> Iterator[Finding]:
        if isinstance(node.value, ast.BinOp):
            fix = Fix("Write nothing", (Edit(ctx.source.span(node), "0"),), safe=True)
            yield ctx.finding(node, "a sum", fix=fix)

    outer = Rule("OWN003", "no-sum", "", Group.CORRECTNESS, (ast.Expr,), whole, fix="safe")
    path = str(tmp_path / "a.py")

    def ask(finding: Finding, source: Source) -> bool:
        return finding.name != "no-sum"

    done = mend(session(tmp_path, outer, renamed("a", "b")), path, b"a + 1\n", bool, ask)

    assert done.data == b"b + 1\n"


IMPORTS = [
    ("import old\nold\n", "new\n"),
    ("import old, other\nold\n", "import other\nnew\n"),
    ("import other, old\nold\n", "import other\nnew\n"),
    ("from m import (\n    other,\n    old,\n)\nold\n", "from m import (\n    other,\n)\nnew\n"),
    ("from m import old as old, other\nold\n", "from m import other\nnew\n"),
    ("from m import a, old, b\nold\n", "from m import a, b\nnew\n"),
    ("import old.sub\nold\n", "new\n"),
    ("import old  # why\nold\n", "import old  # why\nnew\n"),
    ("import old  # noqa\nold\n", "import old  # noqa\nnew\n"),
    ("import old; x = 1\nold\n", "import old; x = 1\nnew\n"),
    ("import old\n__all__ = ['old']\nold\n", "import old\n__all__ = ['old']\nnew\n"),
    ("import old\nx: 'old.X' = 1\nold\n", "import old\nx: 'old.X' = 1\nnew\n"),
    ("try:\n    import old\nexcept E:\n    pass\nold\n",
     "try:\n    import old\nexcept E:\n    pass\nnew\n"),
    ("def f():\n    import old\n    old\n", "def f():\n    new\n"),
    ("import unused\nimport old\nold\n", "import unused\nnew\n"),
    ("import old\nold\nold.x = 1\n", "new\nnew.x = 1\n"),
]


@pytest.mark.parametrize(("before", "after"), IMPORTS, ids=[str(i) for i in range(len(IMPORTS))])
def test_imports_that_fixes_leave_unused_go(tmp_path: Path, before: str, after: str) -> None:
    assert mended(tmp_path, before, renamed("old", "new")).data.decode() == after


@pytest.mark.parametrize("use", ["from a import old", "patch('pkg.a.old.x')", "import a\na.old"])
def test_imports_that_another_module_may_use_stay(tmp_path: Path, use: str) -> None:
    (tmp_path / "other.py").write_text(use + "\n")

    assert mended(tmp_path, "import old\nold\n", renamed("old", "new")).data == (
        b"import old\nnew\n"
    )


def test_imports_of_a_package_stay_for_those_who_import_it(tmp_path: Path) -> None:
    data = b"import old\nold\n"
    path = str(tmp_path / "__init__.py")

    done = mend(session(tmp_path, renamed("old", "new")), path, data, bool)

    assert done.data == b"import old\nnew\n"
