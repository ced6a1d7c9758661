"""Every example of every page, as it stands, with its fixes, and in disguise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from asynclint.model import UserError
from asynclint.pages import Example, Page, read_page
from asynclint.resources import page_paths, pages_folder
from asynclint.rule import Rule
from asynclint.session import all_rules
from asynclint.trials import about_page, run_example

RULES = all_rules()
PATHS = [os.path.relpath(path) for path in page_paths(pages_folder())]


def _read(path: str) -> Page:
    return read_page(path, Path(path).read_text(encoding="utf-8"), {rule.name for rule in RULES})


def _readable() -> list[Page]:
    found = []
    for path in PATHS:
        try:
            found.append(_read(path))
        except UserError:
            continue  # its own test says so
    return found


PAGES = _readable()
EXAMPLES = [
    pytest.param(page, example, id=f"{page.name}-{example.line}")
    for page in PAGES
    for example in page.examples
    if example.python is None or sys.version_info >= example.python
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_named_for_its_rule(path: str) -> None:
    page = _read(path)

    assert os.path.basename(path) == f"{page.name}.md"


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_page_shows_its_rule_at_work_and_leaves_nothing_to_fill_in(page: Page) -> None:
    assert about_page(page, RULES) == []


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_has_a_page(rule: Rule) -> None:
    assert f"{rule.name}.md" in {os.path.basename(path) for path in PATHS}


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_an_example_holds_as_it_stands_and_in_disguise(page: Page, example: Example) -> None:
    failures = run_example(page, example, RULES)

    assert "\n".join(map(str, failures)) == ""
