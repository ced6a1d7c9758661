"""How a page is read: which files an example has, what is announced, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asynclint.explain import explain
from asynclint.model import UserError
from asynclint.pages import ERROR, MISSED, Announcement, Page, read_page
from asynclint.session import all_rules
from asynclint.trials import run_pages

KNOWN = {"odd-function", "even-function"}
END = """
## When it is silent
## Known limits
## When not to use it
## How often it is right
"""


def _page(body: str) -> Page:
    return read_page("odd.md", f"# odd-function\n\n{body}{END}", KNOWN)


def test_named_blocks_of_a_section_are_one_project_and_an_unnamed_block_is_its_own() -> None:
    body = (
        "## A\n\n`a.py`:\n\n```py\na\n```\n`asynclint.toml`:\n```toml\nx = 1\n```\n"
        "```py\nalone\n```\n\n## B\n```py\nb\n```\n"
    )
    examples = list(_page(body).examples)

    assert [[f.path for f in example.files] for example in examples] == [
        ["a.py", "asynclint.toml"],
        ["a.py", "asynclint.toml", "example.py"],
        ["example.py"],
    ]
    assert [f.checked for f in examples[1].files] == [False, False, True]
    assert [example.heading for example in examples] == ["A", "A", "B"]
    assert examples[2].files[0].line == 20


def test_announcements_are_read_and_taken_out_of_the_text() -> None:
    body = (
        '## A\n```py\nf()  # error: [odd-function] "a, b" # error: [even-function]\n'
        "g()  # noqa # missed: [odd-function]\n```\n"
    )
    (example,) = _page(body).examples
    (file,) = example.files

    assert file.text == "f()\ng()  # noqa\n"
    assert set(file.announced) == {
        Announcement(ERROR, 1, "odd-function", "a, b"),
        Announcement(ERROR, 1, "even-function"),
        Announcement(MISSED, 2, "odd-function"),
    }


def test_a_fixed_block_belongs_to_the_block_before_it_or_to_the_file_it_names() -> None:
    body = (
        "## A\n`a.py`:\n```py\na\n```\n`b.py`:\n```py\nb\n```\n`a.py`:\n```py fixed\nA\n```\n"
        "## B\n```py\nc\n```\n```py fixed\nC\n```\n"
    )
    first, second = _page(body).examples

    assert [f.fixed for f in first.files] == ["A\n", None]
    assert [f.fixed for f in second.files] == ["C\n"]


def test_a_block_says_from_which_python_on_it_holds() -> None:
    (example,) = _page("## A\n```py python=3.12\ntype X = int\n```\n").examples

    assert example.python == (3, 12)


def test_headings_and_fences_inside_a_block_are_text() -> None:
    (example,) = _page("## A\n````py\n## b\n```\n````\n").examples

    assert example.files[0].text == "## b\n```\n"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("## A\n```python\n```\n", "odd.md:4: a block is one of py, pyi, toml"),
        ("## A\n```\n```\n", "json, not ''"),
        ("## A\n```py fixd\n```\n", "a block cannot be 'fixd'; did you mean 'fixed'?"),
        ("## A\n```py python=2.7\n```\n", "odd.md:4: a block cannot be 'python=2.7'"),
        ("## A\n```py fixed\n```\n", "odd.md:4: a `fixed` block without the block it fixes"),
        ("## A\n```py\nx\n", "odd.md:4: a block that is never closed"),
        ("## A\n```toml\n```\n", "odd.md:4: a toml block needs a line with its file's name"),
        ("## A\n```py\nf()  # error: [od-function]\n```\n", "did you mean 'odd-function'?"),
        ("## A\n```py\nf()  # error: odd-function\n```\n", "odd.md:5: an announcement reads"),
        ("## A\n`a.py`:\n```py\n```\n`a.py`:\n```py\n```\n", "a second `a.py` in one section"),
        ("## When it is silent\n```py\nf()  # error: [odd-function]\n```\n", "an error under"),
    ],
)
def test_a_malformed_page_is_refused_with_its_line(body: str, complaint: str) -> None:
    with pytest.raises(UserError, match=re.escape(complaint)):
        _page(body)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "odd.md:1: a page starts with `# rule-name`"),
        ("# Odd function\n", "odd.md:1: a page starts with `# rule-name`"),
        ("# odd-functoin\n", "no rule is called 'odd-functoin'; did you mean 'odd-function'?"),
        ("# odd-function\n## Known limits\n", "odd.md:2: no section `## When it is silent`"),
    ],
)
def test_a_page_without_its_parts_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(UserError, match=re.escape(complaint)):
        read_page("odd.md", text, KNOWN)


def test_a_path_that_is_not_there_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("")

    with pytest.raises(UserError, match=re.escape("did you mean 'page.md'")):
        run_pages([str(tmp_path / "pgae.md")])


def test_a_page_that_cannot_be_read_leaves_the_others_running(tmp_path: Path) -> None:
    good = Path(__file__).parent / "data" / "pages" / "unawaited-coroutine.md"
    (tmp_path / "good.md").write_text(good.read_text())
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "latin.md").write_bytes(b"# \xff")
    summary = run_pages([str(tmp_path)])

    assert summary.status == 2
    assert summary.pages == 1
    assert [error.partition(": ")[2] for error in summary.errors] == [
        "a page starts with `# rule-name`",
        "cannot be read: not valid UTF-8",
    ]


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    assert run_pages([str(tmp_path)]).status == 2


@pytest.mark.parametrize("selector", ["ASL001", "asl001", "unused-suppression", "RUF100"])
def test_a_rule_is_explained_by_code_by_name_and_by_a_peers_code(selector: str) -> None:
    text = explain(selector)

    assert text.startswith("# ASL001 unused-suppression\n\nA noqa comment that hides nothing.\n")
    assert "- Group: style (off by default)" in text
    assert "- Also known as: RUF100" in text
    assert "## When it is silent" in text


def test_every_rule_can_be_explained() -> None:
    assert all(rule.summary[1:] in explain(rule.code) for rule in all_rules())


def test_what_is_no_rule_has_the_nearest_name() -> None:
    with pytest.raises(UserError, match="did you mean 'unused-suppression'"):
        explain("unused-supression")
