"""Which calls keep the event loop waiting, and for what (`blocking.toml`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from asynclint.knowledge.lookup import ancestors, without_alias
from asynclint.knowledge.reading import table


def blocks(full_name: str) -> str:
    """What a call keeps the event loop waiting for: `open`, `http`, `sleep` and so on; "" for a
    call of which nothing like that is known. A method is named under the class it is called on."""
    owner, _, method = without_alias(full_name).rpartition(".")
    functions, methods = _functions(), _methods()
    for name in (f"{owner}.{method}", full_name):
        if name in functions:
            return functions[name]
    if method not in methods:
        return ""
    told = methods[method]
    return next((told[ancestor] for ancestor in ancestors(owner) if ancestor in told), "")


def is_brief(kind: str) -> bool:
    """Whether calls of a kind are over in microseconds where nothing is wrong."""
    return bool(table("blocking")[kind].get("brief", False))


@cache
def blocking_words(*kinds: str) -> frozenset[str]:
    """The last names of the calls of some kinds; of all kinds when none is named."""
    return frozenset(
        name.rpartition(".")[2] for name, kind in _entries() if kind in kinds or not kinds
    )


@cache
def asks_where() -> frozenset[str]:
    """The last names of functions that tell whether, and where, an event loop runs."""
    return frozenset(name.rpartition(".")[2] for name in table("blocking")["asks_where"])


@cache
def _functions() -> dict[str, str]:
    return {
        name: kind for kind, told in _kinds() for name in told.get("functions", ())
    }


@cache
def _methods() -> dict[str, dict[str, str]]:
    """Method -> class -> kind."""
    found: dict[str, dict[str, str]] = {}
    for kind, told in _kinds():
        for owner, names in told.get("methods", {}).items():
            for name in names:
                found.setdefault(name, {})[owner] = kind
    return found


def _entries() -> Iterator[tuple[str, str]]:
    yield from _functions().items()
    for method, owners in _methods().items():
        for owner, kind in owners.items():
            yield f"{owner}.{method}", kind


def _kinds() -> Iterator[tuple[str, dict[str, dict[str, list[str]]]]]:
    for kind, told in table("blocking").items():
        if isinstance(told, dict):
            yield kind, told
