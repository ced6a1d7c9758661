"""Settings for pytest in a section that pytest does not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from asynclint import knowledge
from asynclint.configuration_file import ConfigurationContext, ConfigurationFile, Section
from asynclint.model import Answer, Edit, Finding, Fix, Group
from asynclint.rule import Rule


class Misplaced(NamedTuple):
    """A section that is wrong in a file, the right one, and what pytest does about it."""

    wrong: str
    right: str
    what: str


_INI = Misplaced("tool:pytest", "pytest", "pytest ignores `[tool:pytest]` in `{name}`")
_OURS = "tool.pytest.ini_options"
_NEW = {"pyproject.toml": "tool.pytest", "pytest.toml": "pytest", ".pytest.toml": "pytest"}

_MISPLACED = {
    "pytest.ini": (_INI,),
    ".pytest.ini": (_INI,),
    "tox.ini": (_INI,),
    "setup.cfg": (
        Misplaced("pytest", "tool:pytest", "pytest refuses to start with `[pytest]` in `{name}`"),
    ),
    "pyproject.toml": (
        Misplaced("pytest", _OURS, "pytest ignores `[pytest]` in `{name}`"),
        Misplaced("tool.pytest-asyncio", _OURS, "nothing reads `[tool.pytest-asyncio]`"),
        Misplaced("tool.pytest_asyncio", _OURS, "nothing reads `[tool.pytest_asyncio]`"),
    ),
}


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    found = False
    for misplaced in _MISPLACED.get(file.name, ()):
        section = file.sections.get(misplaced.wrong)
        if section:
            found = True
            what = misplaced.what.format(name=file.name)
            fix = _renamed(section, misplaced, file)
            yield ctx.finding(section, f"{what}; write `[{misplaced.right}]`", fix=fix)
    if file.name in _NEW and ctx.pytest.at_least("pytest", 9) is Answer.NO:
        yield from _too_new(file, ctx)
    if not found and file.name in ("pytest.ini", ".pytest.ini") and "pytest" not in file.sections:
        yield from _without_section(file, ctx)


def _too_new(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    """Tables that pytest reads from 9 on, where the project has an older one."""
    name = _NEW[file.name]
    section = file.sections.get(name)
    if section and f"{name}.ini_options" not in file.sections and section.entries:
        message = f"pytest before 9 ignores `[{name}]` in `{file.name}`"
        if file.name != "pyproject.toml":
            message = f"pytest before 9 does not read `{file.name}`"
        yield ctx.finding(section, f"{message}; require 9, or use `[{_OURS}]` of pyproject.toml")


def _without_section(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    """An ini file of pytest's own with pytest's options under some other header."""
    owners = knowledge.table("pytest_options")["owners"]
    for section in file.sections.values():
        if any(name in owners for name in section.entries):
            message = f"pytest reads `[pytest]` in `{file.name}` alone, and nothing of this section"
            yield ctx.finding(section, message)


def _renamed(section: Section, misplaced: Misplaced, file: ConfigurationFile) -> Fix | None:
    """A new header, where that section is not there yet and no table lies below this one."""
    below = any(name.startswith(f"{misplaced.wrong}.") for name in file.sections)
    taken = any(name.startswith("tool.pytest.") for name in file.sections)
    is_header = file.source.segment(section.span) == f"[{misplaced.wrong}]"
    if misplaced.right in file.sections or below or (file.is_toml and taken) or not is_header:
        return None
    edit = Edit(section.span, f"[{misplaced.right}]")
    return Fix(f"Call the section [{misplaced.right}]", (edit,), safe=True)


RULE = Rule(
    code="ASL801",
    name="pytest-section-ignored",
    summary="settings for pytest in a section it does not read",
    group=Group.CORRECTNESS,
    visits=(ConfigurationFile,),
    check=check,
    fix="safe",
)
