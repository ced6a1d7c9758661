"""Which rules run on a file: selectors of the settings against the list of rules.

A selector is a code (`ASL101`), the start of codes (`ASL1`, `ASL`), a name
(`unawaited-coroutine`), a group (`correctness`) or `ALL`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asynclint.codes import starts
from asynclint.globs import matcher
from asynclint.model import ON_BY_DEFAULT, Group, Options
from asynclint.rule import Rule

# A strict rule that waits for a setting is asked for by that setting.
_ON_WITH_CONDITION = (*ON_BY_DEFAULT, Group.MIGRATION, Group.STRICT)
_GROUPS = frozenset(group.value for group in Group)


def selectors(rules: Iterable[Rule]) -> frozenset[str]:
    """Every selector that means something, without the starts of codes."""
    own = {text for rule in rules for text in (rule.code, rule.name)}
    return frozenset(own | _GROUPS | {"ALL"})


def matches(selector: str, rule: Rule) -> bool:
    """Whether a selector names a rule."""
    if selector in ("ALL", rule.name, rule.group.value):
        return True
    return starts(selector, rule.code)


def select(rules: Sequence[Rule], options: Options, path: str) -> tuple[Rule, ...]:
    """The rules that run on the file at `path`, which is absolute."""
    ignored = [*options.ignore]
    for glob, codes in options.per_file_ignores:
        if matcher((glob,))(path):
            ignored += codes
    return tuple(rule for rule in rules if _chosen(rule, options, ignored))


def _chosen(rule: Rule, options: Options, ignored: Sequence[str]) -> bool:
    if any(matches(selector, rule) for selector in ignored):
        return False
    if any(matches(selector, rule) for selector in options.extend_select):
        return True
    if options.select is not None:
        return any(matches(selector, rule) for selector in options.select)
    return default(rule, options)


def default(rule: Rule, options: Options) -> bool:
    """Whether a rule is on when nobody selects: its group's promise and its own condition."""
    if rule.when is None:
        return rule.group in ON_BY_DEFAULT
    return rule.group in _ON_WITH_CONDITION and rule.when(options)
