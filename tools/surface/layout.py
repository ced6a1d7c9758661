"""The text of the knowledge files: small, sorted, and easy to compare."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

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
_WIDTH = 100
_WARNING = "# Written by tools/generate_knowledge.py; changes by hand are lost."


def toml(name: str, source: str, versions: Sequence[str], agreed: Agreement) -> str:
    """The file of package `name`, as `asynclint.knowledge.package` reads it."""
    lines = [_WARNING, f'source = "{source}"']
    lines.append(f'name = "{name}"')
    quoted = ", ".join(f'"{version}"' for version in versions)
    lines.append(f"versions = [{quoted}]")
    for kind in _SETS:
        names = [full for full, found in agreed.kinds.items() if found is kind]
        lines += ["", f"[{kind.value}]", *_by_owner(names)]
    lines += ["", "[classes]", *_classes(agreed.bases)]
    lines += ["", "[aliases]", *_aliases(agreed.aliases)]
    return "\n".join(lines) + "\n"


def last_names_toml(names: Mapping[str, set[str]], reached: Mapping[str, set[str]]) -> str:
    """The file that `asynclint.knowledge.last_names` reads: by package its own last names, and
    the packages whose last names count as well."""
    lines = [_WARNING, 'source = "the files of packages/"']
    for title, table in (("names", names), ("reached", reached)):
        lines += ["", f"[{title}]"]
        lines += (f"{name} = {_words(sorted(words))}" for name, words in sorted(table.items()))
    return "\n".join(lines) + "\n"


def _by_owner(names: Sequence[str]) -> Iterator[str]:
    owners: dict[str, list[str]] = {}
    for full in names:
        owner, _, name = full.rpartition(".")
        owners.setdefault(owner, []).append(name)
    for owner, listed in sorted(owners.items()):
        yield f'"{owner}" = {_words(listed)}'


def _classes(bases: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    modules: dict[str, dict[str, str]] = {}
    for full, direct in bases.items():
        module, _, name = full.rpartition(".")
        modules.setdefault(module, {})[name] = " ".join(direct)
    for module, classes in sorted(modules.items()):
        yield f'[classes."{module}"]'
        yield from (f'{name} = "{direct}"' for name, direct in sorted(classes.items()))


def _aliases(aliases: Mapping[str, str]) -> Iterator[str]:
    modules: dict[str, dict[str, list[str]]] = {}
    for spelling, meant in aliases.items():
        module, _, name = spelling.rpartition(".")
        target, _, real = meant.rpartition(".")
        pair = name if name == real else f"{name}={real}"
        modules.setdefault(module, {}).setdefault(target, []).append(pair)
    for module, targets in sorted(modules.items()):
        yield f'[aliases."{module}"]'
        yield from (f'"{target}" = {_words(names)}' for target, names in sorted(targets.items()))


def _words(names: Sequence[str]) -> str:
    text = " ".join(sorted(names))
    if len(text) < _WIDTH // 2:
        return f'"{text}"'
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return '"""\n' + "\n".join(lines) + '"""'
