"""The page of a rule with what the rule says of itself on top."""

from __future__ import annotations

import os
from collections.abc import Iterable

from asynclint.disk import read_or_none
from asynclint.model import Options, UserError
from asynclint.nearest import suggestion
from asynclint.resources import page_paths, pages_folder
from asynclint.rule import Rule
from asynclint.selection import default
from asynclint.session import all_rules


def explain(selector: str, rules: Iterable[Rule] | None = None) -> str:
    """The page of the rule with a code or name, as Markdown; a peer's code finds our rule too.

    Raises `UserError` for what names no rule.
    """
    rule = _chosen(selector, list(all_rules() if rules is None else rules))
    parts = [f"# {rule.code} {rule.name}", rule.summary[:1].upper() + rule.summary[1:] + "."]
    parts.append("\n".join(f"- {fact}" for fact in _facts(rule)))
    page = _page(rule.name)
    _, _, body = page.partition("\n")
    return "\n\n".join([*parts, body.strip()] if body else parts)


def _chosen(selector: str, rules: list[Rule]) -> Rule:
    word = selector.strip()
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    for rule in rules:
        if word.upper() in rule.also:
            return rule
    known = [text for rule in rules for text in (rule.code, rule.name)]
    raise UserError(f"no rule is called {selector!r}{suggestion(selector, known)}")


def _facts(rule: Rule) -> list[str]:
    if default(rule, Options()):
        state = "on by default"
    else:
        state = "on where the settings ask for it" if rule.when else "off by default"
    fix = {"safe": "yes, safe", "unsafe": "yes, on request"}.get(rule.fix, "none")
    facts = [f"Group: {rule.group.value} ({state})", f"Fix: {fix}", f"Since: {rule.since}"]
    return [*facts, f"Also known as: {', '.join(rule.also)}"] if rule.also else facts


def _page(name: str) -> str:
    """The text of a shipped page; "" when there is none."""
    for path in page_paths(pages_folder()):
        if os.path.basename(path) == f"{name}.md":
            return (read_or_none(path) or b"").decode("utf-8", "replace")
    return ""
