"""What a disguise does to an example, and when it leaves one alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from asynclint.pages import ERROR, Announcement, File, read_page
from asynclint.session import all_rules
from asynclint.trials.disguises import DISGUISES, Disguise
from asynclint.trials.spellings import respelled

PAGE = Path(__file__).parent / "data" / "pages" / "unawaited-coroutine.md"
RULES = {rule.name: rule for rule in all_rules()}


def _respelled(text: str, *others: str, findings: tuple[int, ...] = ()) -> list[str]:
    announced = tuple(Announcement(ERROR, line, "some-rule") for line in findings)
    file = File("app.py", text, 1, announced)
    beside = [File(f"other{number}.py", other, 1) for number, other in enumerate(others)]
    return list(respelled(file, [file, *beside]))


@pytest.mark.parametrize("disguise", DISGUISES, ids=[disguise.name for disguise in DISGUISES])
def test_a_disguise_fits_some_example_of_the_page_for_tests(disguise: Disguise) -> None:
    page = read_page(PAGE.name, PAGE.read_text(encoding="utf-8"), set(RULES))

    assert any(list(disguise.dress(example, RULES)) for example in page.examples)


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        (
            "import a\na.b(a.c)\n",
            ["import a as a_\na_.b(a_.c)\n", "from a import b, c\nb(c)\n"],
        ),
        (
            "import a.b\na.b.c()\n",
            ["import a.b as a_b_\na_b_.c()\n", "from a.b import c\nc()\n"],
        ),
        ("import a as x\nx.c()\n", ["import a\na.c()\n", "from a import c\nc()\n"]),
        ("from a import b\nb()\n", ["from a import b as b_\nb_()\n", "import a\na.b()\n"]),
        ("from a import b as x\nx()\n", ["from a import b\nb()\n", "import a\na.b()\n"]),
        ("from .a import b\nb()\n", ["from .a import b as b_\nb_()\n"]),
        (
            "from a import b, c\nb()\n",
            ["from a import b as b_, c\nb_()\n", "import a; from a import b, c\na.b()\n"],
        ),
        (
            '"é"; import a; a.b()\n',
            ['"é"; import a as a_; a_.b()\n', '"é"; from a import b; b()\n'],
        ),
    ],
)
def test_an_import_is_respelled_with_all_its_uses(text: str, spellings: list[str]) -> None:
    assert _respelled(text) == spellings


@pytest.mark.parametrize(
    "text",
    [
        "import a\n",
        "import a\nimport a.b\na.b()\n",
        "import a\ndef f(a): a.b()\na.b()\n",
        "from a import *\nb()\n",
        "from __future__ import annotations\nannotations\n",
        "from a import B\ndef f(x: 'B') -> B: ...\n",
        "from a import b\n__all__ = ['b']\nb()\n",
        "from .a import b\nb_ = b\n",
        "import a\na\nopen = a.open\na_ = 1\n",
    ],
)
def test_an_import_is_left_alone_where_its_uses_are_not_certain(text: str) -> None:
    assert _respelled(text) == []


def test_a_name_that_another_file_takes_from_here_keeps_its_name() -> None:
    text = "from store import save\nsave()\n"

    assert _respelled(text, "from app import save\n") == []
    assert _respelled(text, "import app\napp.save()\n") == []
    assert _respelled(text, "from app import *\n") == []
    assert len(_respelled(text, "from store import save\n")) == 2


def test_an_import_that_is_itself_reported_keeps_its_spelling() -> None:
    assert _respelled("import a\na.b()\n", findings=(1,)) == []
    assert len(_respelled("import a\na.b()\n", findings=(2,))) == 2
