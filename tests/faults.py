"""A page of the harness, run with some part of the product replaced, and what the runner says."""

from __future__ import annotations

from pathlib import Path

from asynclint.checks.coroutines import unawaited_coroutine
from asynclint.model import UserError
from asynclint.pages import read_page
from asynclint.rule import Rule
from asynclint.session import all_rules
from asynclint.trials import run_example

PAGE = Path(__file__).parent / "data" / "pages" / "unawaited-coroutine.md"
RULE = unawaited_coroutine.RULE


def complaints(rule: Rule | None = RULE, text: str | None = None) -> str:
    """What the runner says about the page, with a rule in the place of the real one."""
    others = [each for each in all_rules() if each.name != RULE.name]
    rules = (*others, rule) if rule else tuple(others)
    page_text = PAGE.read_text(encoding="utf-8") if text is None else text
    try:
        page = read_page(PAGE.name, page_text, {each.name for each in rules})
    except UserError as error:
        return str(error)
    return "\n".join(
        str(failure) for example in page.examples for failure in run_example(page, example, rules)
    )
