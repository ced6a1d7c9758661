"""The lowest Python that a version specifier certainly asks for."""

from __future__ import annotations

import pytest

from asynclint.config.requires import lower_bound


@pytest.mark.parametrize(
    ("specifier", "bound"),
    [
        (">=3.9", (3, 9)),
        (">=3.9,<4", (3, 9)),
        ("<4, >= 3.9", (3, 9)),
        (">=3.9.2", (3, 9)),
        (">=3.10rc1", (3, 10)),
        (">3.9", (3, 9)),
        (">=3.8,>=3.10", (3, 10)),
        ("~=3.10", (3, 10)),
        ("~=3.10.4", (3, 10)),
        ("==3.11.*", (3, 11)),
        ("===3.11.4", (3, 11)),
        (">=2.7,!=3.0.*,!=3.1.*", (2, 7)),
        (">=3", (3, 0)),
        ("^3.9", (3, 9)),
        ("~3.9", (3, 9)),
        (">=3.9 <4.0", (3, 9)),
        ("^3.11 || ^3.9", (3, 9)),
        ("3.12.*", (3, 12)),
        ("<4", None),
        ("!=3.9", None),
        ("*", None),
        ("", None),
        ("^3.9 || *", None),
        (">=3.9, whatever", None),
        ("python3", None),
    ],
)
def test_only_a_certain_lower_bound_counts(specifier: str, bound: tuple[int, int] | None) -> None:
    assert lower_bound(specifier) == bound
