"""The last names of the coroutine functions of packages something is known of.

They stand in a file of their own, so that a project that mentions many packages does not
wait for all of them to be read.
"""

from __future__ import annotations

from collections.abc import Iterable

from asynclint.knowledge import table


def coroutine_names(files: Iterable[bytes]) -> frozenset[str]:
    """Every name after the last dot that a known coroutine function can be called by, of the
    packages that some file mentions and of those they hand on: what no file mentions, no file
    can import."""
    known = table("last_names")
    unseen = {name.encode(): name for name in known["names"]}
    seen: set[str] = set()
    for data in files:
        for word in [word for word in unseen if word in data]:
            name = unseen.pop(word)
            seen.update((name, *known["reached"][name].split()))
    return frozenset(last for name in seen for last in known["names"][name].split())
