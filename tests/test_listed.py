"""Settings that list names know a thing by its full name, as written, and by its last word."""

from __future__ import annotations

import ast

import pytest

from asynclint.listed import is_listed


def _is_listed(text: str, entry: str, full: str = "") -> bool:
    return is_listed(ast.parse(text, mode="eval").body, [entry], lambda expression: full)


@pytest.mark.parametrize("entry", ["server.app.route", "app.route", "route", "*.route", "server.*"])
def test_each_spelling_names_it(entry: str) -> None:
    assert _is_listed("app.route", entry, "server.app.route")


@pytest.mark.parametrize("entry", ["rout", "app", "server", "other.route", "APP.ROUTE"])
def test_a_part_of_a_word_or_of_a_name_does_not(entry: str) -> None:
    assert not _is_listed("app.route", entry, "server.app.route")


def test_what_is_not_known_is_found_as_it_is_written() -> None:
    assert _is_listed("self.app.route", "self.app.route")
    assert _is_listed("self.app.route", "route")


def test_what_has_no_name_is_not_listed() -> None:
    assert not _is_listed("choose()[0]", "*")
