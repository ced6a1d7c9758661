"""Writes `checks/index.json` from the modules of the rules.

Run it after every change to a rule's value: `python tools/index_rules.py`. A test compares.
"""

from __future__ import annotations

from asynclint.checks import INDEX, imported, to_index


def main() -> None:
    text = to_index(imported())
    with open(INDEX, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
