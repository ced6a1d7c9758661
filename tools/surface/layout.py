"""The text of the knowledge files: small, sorted, and easy to compare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from asynclint.knowledge.reading import OWN
from surface.agreement import Agreement
from surface.calls import Kind

_SETS = (
    Kind.COROUTINE,
    Kind.ASYNC_GENERATOR,
    Kind.ASYNC_MANAGER,
    Kind.FUNCTION,
    Kind.OTHER,
    Kind.SOMETIMES,
)
_WARNING = "Written by tools/generate_knowledge.py; changes by hand are lost."


def package_json(name: str, source: str, versions: Sequence[str], agreed: Agreement) -> str:
    """The file of package `name`, as `asynclint.knowledge.package` reads it."""
    texts = agreed.texts
    data: dict[str, Any] = {"warning": _WARNING, "source": source, "name": name}
    data["versions"] = list(versions)
    for kind in _SETS:
        data[kind.value] = _by_owner(full for full, found in agreed.kinds.items() if found is kind)
    data["classes"] = _classes(agreed.bases)
    data["aliases"] = _aliases(agreed.aliases)
    data["since"] = _since(agreed)
    data["results"] = _by_text(texts.results)
    data["attributes"] = _by_text(texts.attributes)
    data["timeouts"] = _by_text(texts.timeouts)
    data["parents"] = {owner: list(found) for owner, found in sorted(texts.parents.items())}
    text = json.dumps(data, indent=0, ensure_ascii=False) + "\n"
    return re.sub(rf"(?<![\w.]){name}\.", OWN, text)


def last_names_json(names: Mapping[str, set[str]], reached: Mapping[str, set[str]]) -> str:
    """The file that `asynclint.knowledge.last_names` reads: by package its own last names, and
    the packages whose last names count as well."""
    data: dict[str, Any] = {"warning": _WARNING, "source": "the files of packages/"}
    for title, table in (("names", names), ("reached", reached)):
        data[title] = {name: " ".join(sorted(words)) for name, words in sorted(table.items())}
    return json.dumps(data, indent=0) + "\n"


def _by_owner(names: Iterable[str]) -> dict[str, str]:
    """`{"asyncio.Queue": "get put"}`."""
    owners: dict[str, list[str]] = {}
    for full in names:
        owner, _, name = full.rpartition(".")
        owners.setdefault(owner, []).append(name)
    return {owner: " ".join(sorted(listed)) for owner, listed in sorted(owners.items())}


def _by_text(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`{"asyncio.Task": {"asyncio.TaskGroup": "create_task"}}`."""
    names: dict[str, list[str]] = {}
    for full, text in texts.items():
        names.setdefault(text, []).append(full)
    return {text: _by_owner(listed) for text, listed in sorted(names.items())}


def _since(agreed: Agreement) -> dict[str, dict[str, dict[str, str]]]:
    """`{"20.0": {"coroutines": {"telegram.Bot": "send_message"}}}`."""
    versions: dict[str, dict[str, list[str]]] = {}
    for full, (version, kind) in sorted(agreed.since.items()):
        versions.setdefault(version, {}).setdefault(kind.value, []).append(full)
    return {
        version: {kind: _by_owner(names) for kind, names in sorted(kinds.items())}
        for version, kinds in sorted(versions.items())
    }


def _classes(bases: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
    modules: dict[str, dict[str, str]] = {}
    for full, direct in sorted(bases.items()):
        module, _, name = full.rpartition(".")
        modules.setdefault(module, {})[name] = " ".join(direct)
    return dict(sorted(modules.items()))


def _aliases(aliases: Mapping[str, str]) -> dict[str, dict[str, str]]:
    modules: dict[str, dict[str, list[str]]] = {}
    for spelling, meant in aliases.items():
        module, _, name = spelling.rpartition(".")
        target, _, real = meant.rpartition(".")
        pair = name if name == real else f"{name}={real}"
        modules.setdefault(module, {}).setdefault(target, []).append(pair)
    return {
        module: {target: " ".join(sorted(names)) for target, names in sorted(targets.items())}
        for module, targets in sorted(modules.items())
    }
