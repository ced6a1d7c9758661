"""Two plugins of pytest that are both told to run every async test."""

from __future__ import annotations

from collections.abc import Iterator

from asynclint.configuration_file import ConfigurationContext, ConfigurationFile, Entry, Section
from asynclint.model import Finding, Group
from asynclint.rule import Rule

_TRUE = ("1", "on", "true", "yes")


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    section = ctx.in_force
    asyncio = section.entries.get("asyncio_mode") if section else None
    if section is None or asyncio is None or asyncio.value != "auto":
        return
    related = (ctx.related(file, asyncio, "pytest-asyncio takes all async tests here"),)
    anyio = section.entries.get("anyio_mode")
    if anyio and anyio.value == "auto" and not _is_off("asyncio", section):
        message = "AnyIO and pytest-asyncio both take all async tests; keep `auto` for one of them"
        yield ctx.finding(anyio, message, related=related)
    trio = section.entries.get("trio_mode")
    if trio and _is_true(trio) and not _is_off("asyncio", section):
        message = "tests of pytest-trio fail in `asyncio_mode = auto`, which runs them as well"
        yield ctx.finding(trio, f"{message}; set `asyncio_mode` to `strict`", related=related)


def _is_true(entry: Entry) -> bool:
    return str(entry.value).lower() in _TRUE


def _is_off(plugin: str, section: Section) -> bool:
    addopts = section.entries.get("addopts")
    return addopts is not None and f"no:{plugin}" in str(addopts.value)


RULE = Rule(
    code="ASL807",
    name="async-plugin-conflict",
    summary="two plugins that both run all async tests",
    group=Group.CORRECTNESS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("asyncio_mode",), ("anyio_mode", "trio_mode")),
)
