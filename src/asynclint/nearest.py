"""The right spelling nearest to a wrong one, for error messages."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str]) -> str:
    """Give `; did you mean 'x'?` with the nearest of `known`, or nothing when none is near."""
    # Imported here: only a run that ends in an error pays for it.
    import difflib

    by_lower = {name.lower(): name for name in sorted(known)}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""
