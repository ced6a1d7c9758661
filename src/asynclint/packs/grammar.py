"""What a rule in ast-grep's language may say: everything wrong is found before ast-grep sees it.

ast-grep ignores unknown keys of a configuration and patterns that do not parse, and a circle of
utilities can end the process. Some of its conditions take time in the square of the file's size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from asynclint.nearest import suggestion
from asynclint.packs import astgrep
from asynclint.packs.shape import only, table_at
from asynclint.packs.yaml_documents import Document, Path

_RELATIONS = ("inside", "has", "precedes", "follows")
_LISTS = ("all", "any")
_KEYS = ("pattern", "kind", "regex", *_RELATIONS, *_LISTS, "not", "matches")
_PATTERN_KEYS = ("context", "selector", "strictness")
# Kinds that end a search upwards or downwards soon enough.
_BOUNDS = frozenset({"function_definition", "lambda", "class_definition", "decorated_definition"})
_SLOW = {
    "nthChild": "it takes time in the square of the number of siblings",
    "range": "it ties a rule to one text",
}


class Part(NamedTuple):
    """One rule object inside a rule, and where it stands."""

    content: Mapping[str, Any]
    path: Path


def verify(document: Document) -> None:
    """Check `rule`, `constraints` and `utils` of a document; raises `UserError`."""
    content = document.content
    for key in ("constraints", "utils"):
        table_at(content, key, (), document)
    for part in parts(content):
        _verify_part(part, document)
    captured = metavariables(content)
    for name in content.get("constraints", ()):
        if name not in captured:
            raise document.error(uncaptured(name, captured), ("constraints", name))
    _refuse_circles(document)
    config = {key: content[key] for key in ("rule", "constraints", "utils") if key in content}
    complaint = astgrep.complaint(config)
    if complaint:
        raise document.error(f"not a valid rule: {complaint}", _blamed(complaint, document))


def parts(content: Mapping[str, Any]) -> Iterator[Part]:
    """All rule objects of a document: its rule, constraints and utilities, and theirs."""
    roots: list[tuple[Any, Path]] = [(content["rule"], ("rule",))]
    for key in ("constraints", "utils"):
        roots += [(each, (key, name)) for name, each in content.get(key, {}).items()]
    stack = [*reversed(roots)]
    while stack:
        value, path = stack.pop()
        yield Part(value, path)
        if isinstance(value, dict):
            stack.extend(_below(value, path))


def metavariables(content: Mapping[str, Any]) -> frozenset[str]:
    """The metavariables the patterns of a document may capture."""
    return frozenset(
        name
        for part in parts(content)
        for pattern in patterns(part)
        for name in astgrep.METAVARIABLE.findall(pattern)
        if not name.startswith("_")
    )


def uncaptured(name: str, captured: Collection[str]) -> str:
    """The complaint about a metavariable that no pattern captures."""
    near = suggestion(name, captured)
    return f"no pattern captures `${name}`{near}"


def patterns(part: Part) -> list[str]:
    """The text of the pattern of a rule object, if it has one."""
    pattern = part.content.get("pattern")
    if isinstance(pattern, dict):
        pattern = pattern.get("context")
    return [pattern] if isinstance(pattern, str) else []


def _below(value: Mapping[str, Any], path: Path) -> Iterator[tuple[Any, Path]]:
    for key in (*_RELATIONS, "not"):
        if key in value:
            yield value[key], (*path, key)
    for key in _LISTS:
        if isinstance(value.get(key), list):
            yield from ((item, (*path, key, i)) for i, item in enumerate(value[key]))
    if isinstance(value.get("stopBy"), dict):
        yield value["stopBy"], (*path, "stopBy")


def _verify_part(part: Part, document: Document) -> None:
    content, path = part
    if not isinstance(content, dict) or not content:
        raise document.error(f"`{_name(path)}` must be a rule", path)
    for key, value in content.items():
        here = (*path, key)
        if key in _SLOW:
            raise document.error(f"`{key}` is not supported: {_SLOW[key]}", here)
        if key in ("kind", "regex", "matches", "field") and not isinstance(value, str):
            raise document.error(f"`{key}` must be text", here)
        if key in _LISTS and not (isinstance(value, list) and value):
            raise document.error(f"`{key}` must be a list of rules", here)
    allowed = (*_KEYS, "stopBy", "field") if path[-1] in _RELATIONS else _KEYS
    only(content, allowed, path, document)
    _verify_pattern(part, document)
    _verify_stop(content.get("stopBy", "neighbor"), (*path, "stopBy"), document)


def _verify_pattern(part: Part, document: Document) -> None:
    if "pattern" not in part.content:
        return
    pattern, path = part.content["pattern"], (*part.path, "pattern")
    if isinstance(pattern, dict):
        only(pattern, _PATTERN_KEYS, path, document)
    texts = patterns(part)
    if not texts or not texts[0].strip():
        raise document.error("`pattern` must be Python code", path)
    fault = astgrep.pattern_fault(texts[0])
    if fault:
        raise document.error(fault, path)


def _verify_stop(stop: Any, path: Path, document: Document) -> None:
    if stop == "neighbor":
        return
    if isinstance(stop, dict) and _kinds(stop) & _BOUNDS:
        return
    reason = "takes time in the square of the file's size; stop at a function instead: "
    raise document.error(
        f"a search that no function ends {reason}`stopBy: {{kind: function_definition}}`", path
    )


def _kinds(rule: Mapping[str, Any]) -> frozenset[str]:
    choices = [rule, *(c for c in rule.get("any", ()) if isinstance(c, dict))]
    return frozenset(c["kind"] for c in choices if isinstance(c.get("kind"), str))


def _refuse_circles(document: Document) -> None:
    """Every `matches` leads to a utility, and no utility back to itself."""
    content = document.content
    utils = content.get("utils") or {}
    links: dict[str, set[str]] = {name: set() for name in utils}
    for part in parts(content):
        target = part.content.get("matches")
        if target is None:
            continue
        if target not in utils:
            message = f"no utility `{target}` in `utils`{suggestion(target, utils)}"
            raise document.error(message, (*part.path, "matches"))
        if part.path[0] == "utils":
            links[str(part.path[1])].add(target)
    for name in utils:
        if name in _reachable(name, links):
            raise document.error(f"utility `{name}` leads back to itself", ("utils", name))


def _reachable(start: str, links: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    pending = [*links[start]]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += links[name]
    return seen


def _blamed(complaint: str, document: Document) -> Path:
    """The place of what ast-grep refuses: what it refuses alone too, or a field it names."""
    for content, path in parts(document.content):
        for key in ("pattern", "kind", "regex"):
            if key in content and astgrep.complaint({"rule": {key: content[key]}}):
                return (*path, key)
        if content.get("field") in complaint.split():
            return (*path, "field")
    return ("rule",)


def _name(path: Path) -> str:
    return str(next(step for step in reversed(path) if isinstance(step, str)))


