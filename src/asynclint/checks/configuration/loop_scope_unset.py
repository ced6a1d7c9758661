"""pytest-asyncio left to choose the event loop of fixtures, which it warns about at every start."""

from __future__ import annotations

from collections.abc import Iterator

from asynclint.configuration_file import ConfigurationContext, ConfigurationFile, Section
from asynclint.model import Answer, Edit, Finding, Fix, Group, Span
from asynclint.positions import line_end
from asynclint.rule import Rule

_OPTION = "asyncio_default_fixture_loop_scope"


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    section = ctx.in_force
    if section is None or _OPTION in section.entries or _OPTION in ctx.pytest.commands:
        return
    if ctx.pytest.at_least("pytest-asyncio", 0, 24) is not Answer.YES:
        return
    if not ctx.pytest.switched_off("asyncio"):
        message = f"pytest-asyncio warns while `{_OPTION}` is not set; write which scope is meant"
        yield ctx.finding(section, message, fix=_fix(section, file))


def _fix(section: Section, file: ConfigurationFile) -> Fix | None:
    """The option below the header; fixtures of wider scopes then run in the loop of one test."""
    text, lines = file.source.text, file.source.lines
    line = lines.position(section.span.start).line
    if text[section.span.start : section.span.start + 1] != "[" or line == len(lines):
        return None
    ending = line_end(text)
    value = '"function"' if file.is_toml else "function"
    start = lines.start(line + 1)
    edit = Edit(Span(start, start), f"{_OPTION} = {value}{ending}")
    return Fix("Set the scope to function", (edit,), safe=False)


RULE = Rule(
    code="ASL808",
    name="loop-scope-unset",
    summary="no scope for the event loops of fixtures of pytest-asyncio",
    group=Group.STYLE,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("*pytest*",),),
    fix="unsafe",
)
