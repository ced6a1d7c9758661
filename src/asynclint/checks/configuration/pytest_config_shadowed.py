"""Two places with settings for pytest in one folder: only the first one counts."""

from __future__ import annotations

import os
from collections.abc import Iterator

from asynclint.config import PytestConfiguration
from asynclint.configuration_file import ConfigurationContext, ConfigurationFile
from asynclint.model import Answer, Finding, Group, Related
from asynclint.rule import Rule

# Before pytest 9 these are nothing, so beside them the older places may be meant for older pytest.
_NEW = ("pytest.toml", ".pytest.toml")
_NATIVE = "tool.pytest"
_STRINGS = "tool.pytest.ini_options"


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    yield from _both_tables(file, ctx)
    first, own = next(iter(ctx.counting), None), _own(file, ctx)
    if first is None or own is None or own is first:
        return
    section = file.sections.get(own.section)
    name = os.path.basename(first.file)
    if section is None or not section.entries or (_is_new(first) and not _is_read(ctx)):
        return
    message = f"pytest ignores this section, because `{name}` beside it comes first"
    yield ctx.finding(section, message, related=tuple(_counted(first, name, ctx)))


def _both_tables(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    native = file.sections.get(_NATIVE)
    strings = file.sections.get(_STRINGS)
    if ctx.pytest.at_least("pytest", 9) is Answer.NO or file.name != "pyproject.toml":
        return
    if native and strings and len(native.entries) > 1:
        message = f"pytest 9 refuses to start with both `[{_NATIVE}]` and `[{_STRINGS}]`"
        related = ctx.related(file, strings, "the other table")
        yield ctx.finding(native, message, related=(related,))


def _is_new(first: PytestConfiguration) -> bool:
    return first.section == _NATIVE or os.path.basename(first.file) in _NEW


def _is_read(ctx: ConfigurationContext) -> bool:
    return ctx.pytest.at_least("pytest", 9) is Answer.YES


def _own(file: ConfigurationFile, ctx: ConfigurationContext) -> PytestConfiguration | None:
    return next((found for found in ctx.counting if found.file == file.path), None)


def _counted(
    first: PytestConfiguration, name: str, ctx: ConfigurationContext
) -> Iterator[Related]:
    other = ctx.beside(name)
    section = other.sections.get(first.section) if other else None
    if other and section:
        yield ctx.related(other, section, "what counts")


RULE = Rule(
    code="ASL802",
    name="pytest-config-shadowed",
    summary="settings for pytest that a file beside them hides",
    group=Group.CORRECTNESS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("*pytest*",),),
)
