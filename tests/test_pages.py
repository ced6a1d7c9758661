"""Every example of every page, as it stands, with its fixes, and in disguise."""

from __future__ import annotations

import os
import sys

import pytest

from asynclint.pages import Example, Page, read_page
from asynclint.resources import page_paths, pages_folder
from asynclint.session import all_rules
from asynclint.trials import run_example

NAMES = {rule.name for rule in all_rules()}


def _pages() -> list[Page]:
    found = []
    for path in page_paths(pages_folder()):
        with open(path, encoding="utf-8") as stream:
            found.append(read_page(os.path.relpath(path), stream.read(), NAMES))
    return found


def _examples() -> list[object]:
    return [
        pytest.param(page, example, id=f"{page.name}-{example.line}")
        for page in _pages()
        for example in page.examples
        if example.python is None or sys.version_info >= example.python
    ]


@pytest.mark.parametrize(("page", "example"), _examples())
def test_an_example_holds_as_it_stands_and_in_disguise(page: Page, example: Example) -> None:
    failures = run_example(page, example, all_rules())

    assert "\n".join(map(str, failures)) == ""
