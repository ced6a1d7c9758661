"""One YAML document becomes a pattern rule; whatever is wrong with it is refused with its place.

The keys are ast-grep's own; ours stand under `metadata.asynclint`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from asynclint.knowledge.builtin_names import NAMES
from asynclint.model import Group
from asynclint.nearest import suggestion
from asynclint.packs import astgrep
from asynclint.packs.grammar import metavariables, parts, patterns, uncaptured, verify
from asynclint.packs.mentions import mentions_of
from asynclint.packs.pattern import Advice, Pattern
from asynclint.packs.shape import all_text, one_of, only, switch, table_at, texts
from asynclint.packs.yaml_documents import Document, Path

OWN: Path = ("metadata", "asynclint")

_KEYS = (
    *("id", "language", "severity", "message", "note", "url"),
    *("rule", "constraints", "utils", "fix", "metadata"),
)
_REFUSED = ("transform", "rewriters", "files", "ignores", "labels")
_OWN_KEYS = (
    *("code", "group", "summary", "since", "mentions", "also", "fix-safety"),
    *("when", "in-async-function", "where", "library", "convert"),
)
_ADVICE_KEYS = ("message", "fix", "fix-safety")
_CONDITIONS = ("resolves-to", "is-a")
_LIBRARIES = ("asyncio", "anyio", "trio")
_ADVISED = ("anyio", "trio")  # see `dialect.advised`
_CONVERSIONS = (
    *("event", "gather", "lock", "loop", "run", "shield", "task", "thread", "timeout"),
    "wait-for",
)
_SAFETY = ("safe", "unsafe")
_SEVERITIES = ("error", "warning", "info", "hint", "off")
_GROUPS = tuple(group.value for group in Group)
_CODE = re.compile(r"[A-Z]{1,3}[0-9]{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def pattern_of(document: Document) -> Pattern:
    """The pattern a document describes; raises `UserError`."""
    content = document.content
    if not isinstance(content, dict):
        raise document.error("a rule must be a mapping with `id`, `message` and `rule`")
    _verify_top(content, document)
    own = _own(content, document)
    verify(document)
    spelled = [astgrep.literals(text) for part in parts(content) for text in patterns(part)]
    heads = {head for each in spelled for head in each.heads}
    bare = {word for each in spelled for word in each.bare}
    return Pattern(
        code=own["code"],
        name=content["id"],
        summary=own.get("summary", content["message"]),
        group=own["group"],
        since=own.get("since", "0.1.0"),
        config={key: content[key] for key in ("rule", "constraints", "utils") if key in content},
        mentions=_mentions(own, content["rule"], document),
        words=tuple(sorted({word for each in spelled for word in each.attributes} | bare)),
        modules=tuple(sorted(heads | (bare & NAMES))),
        also=texts(own, "also", OWN, document),
        libraries=_libraries(own, document),
        in_async=switch(own, "in-async-function", OWN, document),
        where=_where(own, content, document),
        advice=_advice(own, content, document),
        convert=own.get("convert", ""),
    )


def _verify_top(content: Mapping[str, Any], document: Document) -> None:
    for key in content:
        if key in _REFUSED:
            raise document.error(f"`{key}` is not supported in a pack", (key,))
    only(content, _KEYS, (), document)
    for key in ("id", "message", "rule"):
        if not content.get(key):
            raise document.error(f"no `{key}`", (key,))
    keys = ("id", "message", "note", "url", "language", "severity", "fix")
    all_text(content, keys, (), document)
    if not _NAME.fullmatch(content["id"]):
        raise document.error("`id` must be words in lower case joined by `-`", ("id",))
    language = content.get("language", "")
    if language.lower() not in ("python", "py"):
        given = f"unknown language `{language}`" if language else "no `language`"
        raise document.error(f"{given}: a pack must say `language: python`", ("language",))
    one_of(content, "severity", _SEVERITIES, (), document)


def _own(content: Mapping[str, Any], document: Document) -> Mapping[str, Any]:
    """`metadata.asynclint`, with its required keys in place."""
    metadata = content.get("metadata")
    own = metadata.get("asynclint") if isinstance(metadata, dict) else None
    if not isinstance(own, dict):
        raise document.error("no `metadata.asynclint` with `code` and `group`", OWN)
    only(own, _OWN_KEYS, OWN, document)
    for key in ("code", "group"):
        if not own.get(key):
            raise document.error(f"no `{key}` in `metadata.asynclint`", OWN)
    all_text(own, ("code", "group", "summary", "since", "fix-safety", "convert"), OWN, document)
    one_of(own, "convert", _CONVERSIONS, OWN, document)
    if not _CODE.fullmatch(own["code"]):
        message = "`code` must be up to three capital letters and three digits"
        raise document.error(message, (*OWN, "code"))
    one_of(own, "group", _GROUPS, OWN, document)
    return own


def _mentions(
    own: Mapping[str, Any], rule: Mapping[str, Any], document: Document
) -> tuple[tuple[str, ...], ...]:
    if "mentions" not in own:
        return mentions_of(rule)
    path = (*OWN, "mentions")
    groups = own["mentions"]
    if not isinstance(groups, list) or not all(isinstance(g, list) and g for g in groups):
        raise document.error("`mentions` must be a list of lists of words", path)
    return tuple(texts({"mentions": group}, "mentions", OWN, document) for group in groups)


def _libraries(own: Mapping[str, Any], document: Document) -> tuple[str, ...]:
    when = table_at(own, "when", OWN, document)
    only(when, ("async-library",), (*OWN, "when"), document)
    libraries = texts(when, "async-library", (*OWN, "when"), document)
    for i, library in enumerate(libraries):
        if library not in _LIBRARIES:
            message = f"unknown library `{library}`{suggestion(library, _LIBRARIES)}"
            raise document.error(message, (*OWN, "when", "async-library", i))
    return libraries


def _where(
    own: Mapping[str, Any], content: Mapping[str, Any], document: Document
) -> dict[str, dict[str, list[str]]]:
    path = (*OWN, "where")
    where = table_at(own, "where", OWN, document)
    captured = metavariables(content)
    result: dict[str, dict[str, list[str]]] = {}
    for name in where:
        if name not in captured:
            raise document.error(uncaptured(name, captured), (*path, name))
        conditions = table_at(where, name, path, document)
        only(conditions, _CONDITIONS, (*path, name), document)
        result[name] = {
            key: list(texts(conditions, key, (*path, name), document)) for key in conditions
        }
    return result


def _advice(
    own: Mapping[str, Any], content: Mapping[str, Any], document: Document
) -> dict[str, Advice]:
    """The advice of the rule itself, and what `library` says differently."""
    one_of(own, "fix-safety", _SAFETY, OWN, document)
    safe = own.get("fix-safety") == "safe"
    general = Advice(content["message"], content.get("fix", ""), safe)
    _verify_captured(content, content, (), document)
    result = {"": general}
    path = (*OWN, "library")
    libraries = table_at(own, "library", OWN, document)
    only(libraries, _ADVISED, path, document)
    for library in libraries:
        here = (*path, library)
        other = table_at(libraries, library, path, document)
        only(other, _ADVICE_KEYS, here, document)
        all_text(other, _ADVICE_KEYS, here, document)
        one_of(other, "fix-safety", _SAFETY, here, document)
        _verify_captured(other, content, here, document)
        safe = other.get("fix-safety") == "safe"
        message = other.get("message", general.message)
        result[library] = Advice(message, other.get("fix", ""), safe)
    return result


def _verify_captured(
    table: Mapping[str, Any], content: Mapping[str, Any], path: Path, document: Document
) -> None:
    """Every metavariable of a message or fix is captured by some pattern."""
    captured = metavariables(content)
    for key in ("message", "fix"):
        for name in astgrep.METAVARIABLE.findall(table.get(key, "")):
            if name not in captured:
                raise document.error(uncaptured(name, captured), (*path, key))
