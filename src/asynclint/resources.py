"""Where the files that are shipped beside the code lie: pages and rule packs.

In a checkout they are `docs/rules` and `rules` at its top, in an installed package `pages` and
`rules` inside it.
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))


def pages_folder() -> str:
    """The folder of the rules' pages, one folder in it per family."""
    return _place("pages", os.path.join("docs", "rules"))


def packs_folder() -> str:
    """The folder of the shipped ast-grep packs."""
    return _place("rules", "rules")


def page_paths(folder: str) -> list[str]:
    """The pages in a folder and below, in a stable order."""
    return sorted(
        os.path.join(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith(".md")
    )


def _place(installed: str, in_checkout: str) -> str:
    inside = os.path.join(_PACKAGE, installed)
    if os.path.isdir(inside):
        return inside
    return os.path.join(_CHECKOUT, in_checkout)
