"""Writes `rules/index.json` from the YAML files of the shipped packs.

Run it after every change to a pack: `python tools/index_packs.py`. A test compares.
"""

from __future__ import annotations

import os

from asynclint import resources
from asynclint.packs.pattern import INDEX, to_index
from asynclint.packs.reading import read


def index() -> str:
    """The text the index of the shipped packs must have."""
    return to_index(read(resources.packs_folder(), "rules"))


def main() -> None:
    path = os.path.join(resources.packs_folder(), INDEX)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(index())


if __name__ == "__main__":
    main()
