"""Leaves out of a package what nobody asks about: classes that only hold data.

Works on what all releases agree on, and on nothing else: what is left out is decided by the
names that would be written down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from asynclint.knowledge import PROTOCOL_METHODS
from asynclint.knowledge.inheritance import method_order
from surface.agreement import Agreement
from surface.annotations import words
from surface.calls import Kind

_ASYNC = frozenset({Kind.COROUTINE, Kind.ASYNC_GENERATOR, Kind.ASYNC_MANAGER})


def pruned(agreed: Agreement, neighbours: Collection[str]) -> Agreement:
    """The same without classes that have no part in anything asynchronous, and either no
    methods at all or bases that are not known. Their other spellings are kept: by these, code
    and hand-made tables mean the same class."""
    bases, texts = agreed.bases, agreed.texts
    orders = {name: method_order(name, lambda one: bases.get(one, ())) for name in bases}
    wanted = {*_asked_about(agreed)}
    certain = {
        owner
        for owner in {full.rpartition(".")[0] for full in agreed.kinds}
        if all(one in bases or one.partition(".")[0] in neighbours for one in orders.get(owner, ()))
    }
    kept = {
        ancestor
        for name, order in orders.items()
        if name in certain or wanted.intersection(order)
        for ancestor in order
    }
    dropped = {*bases} - kept
    return agreed._replace(
        kinds={f: k for f, k in agreed.kinds.items() if f.rpartition(".")[0] not in dropped},
        bases={name: direct for name, direct in bases.items() if name not in dropped},
        texts=texts._replace(
            results=_without(texts.results, dropped),
            attributes=_without(texts.attributes, dropped),
            timeouts=_without(texts.timeouts, dropped),
            parents={name: told for name, told in texts.parents.items() if name not in dropped},
        ),
    )


def _asked_about(agreed: Agreement) -> Iterator[str]:
    """The classes with asynchronous or special methods, and those that type texts name."""
    for full, kind in agreed.kinds.items():
        owner, _, name = full.rpartition(".")
        if kind in _ASYNC or name in PROTOCOL_METHODS:
            yield owner
    for full in agreed.since:
        yield full.rpartition(".")[0]
    for table in (agreed.texts.results, agreed.texts.attributes):
        for full, text in table.items():
            yield from words(text)
            if text:
                yield full.rpartition(".")[0]


def _without(texts: Mapping[str, str], dropped: Collection[str]) -> dict[str, str]:
    return {f: text for f, text in texts.items() if f.rpartition(".")[0] not in dropped}
