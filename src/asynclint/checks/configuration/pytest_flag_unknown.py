"""A flag that pytest and its plugins do not have, in `addopts` or in a command of tox."""

from __future__ import annotations

from collections.abc import Iterator

from asynclint import knowledge
from asynclint.configuration_file import ConfigurationContext, ConfigurationFile
from asynclint.model import Finding, Group
from asynclint.questions.missing_plugins import lacks
from asynclint.questions.pytest_words import Flag, flags
from asynclint.rule import Rule


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    choices = knowledge.table("pytest_options")["flags"]["choices"]
    for flag in flags(file, ctx, tuple(choices)):
        message = _complaint(flag) or _without_plugin(flag, ctx)
        if message:
            yield ctx.finding(flag.span, message)


def _complaint(flag: Flag) -> str:
    table = knowledge.table("pytest_options")["flags"]
    if flag.name in table["invented"]:
        return f"pytest refuses `{flag.name}`, which no plugin has; {table['invented'][flag.name]}"
    choices = table["choices"].get(flag.name)
    if choices and flag.value not in choices and not flag.value.startswith(("{", "$")):
        shown = " or ".join(f"`{choice}`" for choice in choices)
        also = "; `--asyncio-debug` is a flag of its own" if flag.value == "debug" else ""
        return f"pytest-asyncio refuses `{flag.value}`: `{flag.name}` is {shown}{also}"
    return ""


def _without_plugin(flag: Flag, ctx: ConfigurationContext) -> str:
    """Something to say of the flag of a plugin that the project, whose pytest is known, lacks."""
    owner = knowledge.table("pytest_options")["flags"]["owners"].get(flag.name)
    if owner is None or not lacks(owner, ctx.pytest):
        return ""
    return f"`{flag.name}` is a flag of {owner}, which the project does not declare"


RULE = Rule(
    code="ASL805",
    name="pytest-flag-unknown",
    summary="a flag that pytest and its plugins do not have",
    group=Group.CORRECTNESS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("--anyio", "--asyncio-mode", "--boxed", "--forked"),),
)
