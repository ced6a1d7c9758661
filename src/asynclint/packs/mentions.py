"""The words without which a rule cannot match, told from its patterns.

Only last names count: a module that re-exports `asyncio.sleep` lets a file say `sleep` and never
`asyncio`, while a re-export under another last name is not followed (see `project`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asynclint.packs import astgrep
from asynclint.rule import Mentions


def mentions_of(rule: Mapping[str, Any]) -> Mentions:
    """Groups of words; a file that lacks all words of a group cannot match."""
    groups = {*_of_pattern(rule.get("pattern"))}
    for part in rule.get("all", ()):
        groups.update(mentions_of(part))
    choices = [mentions_of(part) for part in rule.get("any", ())]
    if choices and all(choices):
        # one group of each choice: together they say that one of the choices is there
        groups.add(tuple(sorted({word for choice in choices for word in _rarest(choice)})))
    return tuple(sorted(groups))


def _of_pattern(pattern: Any) -> Mentions:
    if not isinstance(pattern, str):  # of a context only a part need match
        return ()
    spelled = astgrep.literals(pattern)
    return tuple((word,) for word in (*spelled.last, *spelled.bare))


def _rarest(groups: Mentions) -> tuple[str, ...]:
    return max(groups, key=lambda group: (min(map(len, group)), group))
