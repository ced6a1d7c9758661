"""An option that neither pytest nor a plugin has: it does nothing, and hardly anybody says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.config.tables import lines_of
from asynclint.configuration_file import ConfigurationContext, ConfigurationFile, Entry
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.missing_plugins import lacks
from asynclint.rule import Rule

# Options of these are meant when a name is nearly theirs; others have too many releases.
_WELL_KNOWN = ("anyio", "pytest", "pytest-asyncio")
# Plugins that do one thing, and come with no other.
_SMALL = ("pytest-env", "pytest-timeout", "pytest-trio")
_MEANT = re.compile(r"did you mean `(.+)`\?")
_NEAR = 0.9  # one letter in ten
_CONFTESTS = ("conftest.py", "tests/conftest.py", "test/conftest.py")


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    table = knowledge.table("pytest_options")
    section = ctx.in_force
    for entry in section.entries.values() if section else ():
        if entry.name in table["owners"]:
            advice = _without_plugin(table["owners"][entry.name], ctx)
        elif isinstance(entry.value, dict):
            continue
        else:
            advice = table["invented"].get(entry.name) or _nearly(entry.name, table["owners"])
        if advice and not _is_added(entry.name, ctx):
            message = f"nothing reads the option `{entry.name}`; {advice}"
            yield ctx.finding(entry, message, fix=_fix(entry, advice, file))


def _fix(entry: Entry, advice: str, file: ConfigurationFile) -> Fix | None:
    """The name that was meant, or the option taken out with its lines."""
    meant = _MEANT.fullmatch(advice)
    if meant and file.source.segment(entry.span) == entry.name:
        return Fix(f"Call it `{meant[1]}`", (Edit(entry.span, meant[1]),), safe=False)
    span = lines_of(file.source.text, entry, in_toml=file.is_toml)
    return Fix("Delete the option", (Edit(span, ""),), safe=False) if span else None


def _without_plugin(owner: str, ctx: ConfigurationContext) -> str:
    """What to say of the option of a plugin that the project, whose pytest is known, lacks."""
    if owner not in _SMALL or not lacks(owner, ctx.pytest):
        return ""
    return f"it belongs to {owner}, which the project does not declare"


def _nearly(name: str, owners: dict[str, str]) -> str:
    from difflib import SequenceMatcher  # few files have an option nobody knows

    for known, owner in owners.items():
        if owner in _WELL_KNOWN and SequenceMatcher(None, name, known).ratio() >= _NEAR:
            return f"did you mean `{known}`?"
    return ""


def _is_added(name: str, ctx: ConfigurationContext) -> bool:
    """Whether the project's own plugins may read an option."""
    return any(name in (ctx.text(path) or "") for path in _CONFTESTS)


RULE = Rule(
    code="ASL804",
    name="pytest-option-unknown",
    summary="an option that neither pytest nor a plugin has",
    group=Group.SUSPICIOUS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("*pytest*",),),
    fix="unsafe",
)
