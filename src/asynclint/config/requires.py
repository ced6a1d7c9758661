"""The lowest Python that a version specifier certainly asks for."""

from __future__ import annotations

import re

from asynclint.model import Version

_CLAUSE = re.compile(
    r"(?P<operator>~=|===|==|!=|>=|<=|>|<|\^|~|=|)\s*"
    r"v?(?P<major>\d{1,3})(?:\.(?P<minor>\d{1,3}))?(?:\.(?:\d+|\*))*"
    r"(?:[-._]?(?:a|b|rc|dev|post)\d*)*(?:\.\*)?"
)
# Clauses that end a range say nothing about where it begins.
_UPPER = ("<", "<=", "!=")


def lower_bound(specifier: str) -> Version | None:
    """Give (major, minor) for `>=3.9,<4`, `~=3.10`, `^3.9 || ^3.11` and the like, else None.

    Understands the specifiers of packaging and of Poetry. One that has no lower end, or
    that is not understood to the last clause, has no bound.
    """
    bounds = [_of_range(part) for part in specifier.split("||")]
    certain = [bound for bound in bounds if bound is not None]
    return min(certain) if len(certain) == len(bounds) else None


def _of_range(text: str) -> Version | None:
    found: list[Version] = []
    for part in re.split(r",|(?<=[\w*])\s+(?=[<>=!~^])", text.strip()):
        if part.strip() in ("", "*"):
            continue
        clause = _CLAUSE.fullmatch(part.strip())
        if clause is None:
            return None
        if clause["operator"] not in _UPPER:
            found.append((int(clause["major"]), int(clause["minor"] or 0)))
    return max(found, default=None)
