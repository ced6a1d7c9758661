"""The examples of the rules' pages as files, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from asynclint.pages import read_page
from asynclint.session import all_rules


def write_examples(pages: Iterable[Path], target: Path) -> int:
    """Write every example of some pages at `target/<page>/<number>`; how many there are."""
    names = {rule.name for rule in all_rules()}
    count = 0
    for page in pages:
        for number, example in enumerate(
            read_page(str(page), page.read_text(encoding="utf-8"), names).examples
        ):
            for file in example.files:
                path = target / page.stem / str(number) / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.text.encode(file.encoding or "utf-8"))
            count += 1
    return count
