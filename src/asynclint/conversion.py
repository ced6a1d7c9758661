"""Settings of flake8-async, and of ruff's rules about async code, as settings of asynclint.

What differs from asynclint's own defaults is all that is told. Which rule stands for which of
the peers' is said by the rules themselves (`Rule.also`), their settings by
`knowledge/peers.toml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from asynclint import knowledge
from asynclint.config.keys import KEYS
from asynclint.model import Options
from asynclint.rule import Rule
from asynclint.selection import default

_FLAKE8 = knowledge.table("peers")["flake8_async"]
_RUFF = frozenset(knowledge.table("peers")["ruff"]["codes"])
_CODES = frozenset(_FLAKE8["codes"])
_OURS = frozenset(key.name for key in KEYS)


class Converted(NamedTuple):
    """Settings by name, tables among them, and a sentence for all that has no counterpart."""

    settings: dict[str, list[str] | dict[str, object]]
    notes: list[str]


class Chosen(NamedTuple):
    """Which codes of a peer run, which were turned off, and which nobody may hear of where."""

    codes: frozenset[str]
    off: frozenset[str]
    by_glob: Mapping[str, Sequence[str]]


def convert(
    flake8: Mapping[str, str], ruff: Mapping[str, object], rules: Sequence[Rule]
) -> Converted:
    """What asynclint is to be told to report what flake8 and ruff report with these options."""
    chosen = [*_flake8_chosen(flake8), *_ruff_chosen(ruff)]
    wanted = frozenset(code for each in chosen for code in each.codes)
    off = frozenset(code for each in chosen for code in each.off) - wanted
    settings: dict[str, list[str] | dict[str, object]] = {}
    settings["extend-select"] = [
        rule.name for rule in rules if wanted & {*rule.also} and not default(rule, Options())
    ]
    settings["ignore"] = [
        rule.name
        for rule in rules
        if off & {*rule.also} and not wanted & {*rule.also} and default(rule, Options())
    ]
    notes = _lists(flake8, settings)
    settings["per-file-ignores"] = {
        glob: names
        for each in chosen
        for glob, prefixes in each.by_glob.items()
        if (names := _named(prefixes, rules))
    }
    known = {code for rule in rules for code in rule.also}
    notes += [f"{code}: asynclint has no such rule" for code in sorted(wanted - known)]
    return Converted({key: value for key, value in settings.items() if value}, notes)


def text(settings: Mapping[str, list[str] | dict[str, object]]) -> str:
    """Settings as the table `[tool.asynclint]` of a pyproject.toml."""
    lines = ["[tool.asynclint]"]
    tables = {name: value for name, value in settings.items() if isinstance(value, dict)}
    lines += [f"{name} = {_toml(settings[name])}" for name in settings if name not in tables]
    for name, table in tables.items():
        lines += ["", f"[tool.asynclint.{name}]"]
        lines += [f"{_toml(key)} = {_toml(value)}" for key, value in table.items()]
    return "\n".join(lines)


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _named(prefixes: Iterable[str], rules: Sequence[Rule]) -> list[str]:
    """The rules that stand for a peer's code with one of some beginnings."""
    peers = _CODES | _RUFF
    return [
        rule.name
        for rule in rules
        if any(_longest(prefixes, code) for code in rule.also if code in peers)
    ]


def _lists(
    flake8: Mapping[str, str], settings: dict[str, list[str] | dict[str, object]]
) -> list[str]:
    """Put the settings of flake8-async in, and give the notes about the others."""
    notes = []
    for name, value in flake8.items():
        ours = _FLAKE8["lists"].get(name) or _FLAKE8["tables"].get(name)
        if name in _FLAKE8["without"]:
            notes.append(f"{name}: no counterpart; {_FLAKE8['without'][name]}")
        elif ours and ours not in _OURS:
            notes.append(f"{name}: no counterpart in this version")
        elif name in _FLAKE8["tables"]:
            pairs = (each.partition("->") for each in _words(value, ","))
            settings[ours] = {call.strip(): advice.strip() for call, _, advice in pairs}
        elif ours:
            settings[ours] = _words(value)
    return notes


def _flake8_chosen(options: Mapping[str, str]) -> Iterable[Chosen]:
    """Which rules of flake8-async run, as flake8 decides it; nothing when none can."""
    if not options:
        return
    selected, ignored = _words(options.get("select", "")), _words(options.get("ignore", ""))
    more = _words(options.get("extend-select", ""))
    less = _words(options.get("extend-ignore", "")) + _words(options.get("disable", ""))
    enabled = _words(options.get("enable", "ASYNC"))
    defaults = _FLAKE8["off"] if not ignored else []
    on = frozenset(
        code
        for code in _CODES
        if _longest(enabled, code)
        and _is_on(code, [*selected, *more], bool(selected), [*ignored, *less], defaults)
    )
    by_glob = _by_glob(options.get("per-file-ignores", ""))
    yield Chosen(on, _CODES - on if on else frozenset(), by_glob)


def _is_on(
    code: str, chosen: list[str], only_chosen: bool, ignored: list[str], defaults: list[str]
) -> bool:
    """Whether flake8 reports a code: what is chosen by name beats the defaults, and of two that
    speak of it the longer beginning wins."""
    wanted, unwanted = _longest(chosen, code), _longest(ignored, code)
    if wanted and unwanted:
        return wanted > unwanted
    if wanted or unwanted:
        return bool(wanted)
    return not only_chosen and code not in defaults


def _by_glob(value: str) -> dict[str, list[str]]:
    """`per-file-ignores` of flake8: `globs:codes`, separated by spaces, commas or lines."""
    found: dict[str, list[str]] = {}
    globs: list[str] = []
    is_code = False
    for word in re.findall(r"[^\s,:]+|:", value):
        if word == ":":
            is_code = True
        elif is_code and re.fullmatch(r"[A-Z]+\d*", word):
            for glob in globs:
                found.setdefault(glob, []).append(word)
        else:
            globs = [word] if is_code else [*globs, word]
            is_code = False
    return found


def _ruff_chosen(options: Mapping[str, object]) -> Iterable[Chosen]:
    """Which of ruff's rules about async code run; what was never selected is not turned off."""
    chosen = _strings(options.get("select")) + _strings(options.get("extend-select"))
    ignored = _strings(options.get("ignore")) + _strings(options.get("extend-ignore"))
    on = frozenset(c for c in _RUFF if _longest(chosen, c) > _longest(ignored, c))
    off = frozenset(c for c in _RUFF if _longest(ignored, c)) - on
    tables = (options.get(name) for name in ("per-file-ignores", "extend-per-file-ignores"))
    by_glob = {
        glob: _strings(codes)
        for table in tables
        if isinstance(table, dict)
        for glob, codes in table.items()
    }
    if on or off or by_glob:
        yield Chosen(on, off, by_glob)


def _longest(prefixes: Iterable[str], code: str) -> int:
    """The length of the longest beginning of a code among some, 0 for none; ALL is the least."""
    lengths = (1 if p == "ALL" else len(p) + 1 for p in prefixes if p == "ALL" or _begins(p, code))
    return max(lengths, default=0)


def _begins(prefix: str, code: str) -> bool:
    return code.startswith(prefix)


def _words(value: str, separators: str = ",\\s") -> list[str]:
    return [word.strip() for word in re.split(f"[{separators}]+", value) if word.strip()]


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
