"""The figures of a comparison: a table per question, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkers import CHECKERS, Run
from judgements import FALSE, INTENDED, TRUE, UNJUDGED, Judged

PEERS = frozenset({"pyright", "mypy"})
# The column of each verdict.
VERDICTS = {TRUE: "true", INTENDED: "intended", FALSE: "false", UNJUDGED: "unjudged"}

Runs = Mapping[str, Mapping[str, Run]]
Judgements = Mapping[str, list[Judged]]


def figures(runs: Runs, judged: Judgements) -> Iterator[str]:
    """All tables: findings by verdict, true ones by package and by rule, misses, and time."""
    yield from _verdicts(judged)
    yield from _packages(judged)
    yield from _rules(judged)
    yield from _shares(judged)
    yield from _times(runs)


def _verdicts(judged: Judgements) -> Iterator[str]:
    yield _row("checker", *VERDICTS.values())
    for checker in CHECKERS:
        yield _row(checker, *(_count(judged, checker, verdict) for verdict in VERDICTS))


def _packages(judged: Judgements) -> Iterator[str]:
    yield ""
    yield _row("true findings", *CHECKERS)
    for name, found in judged.items():
        yield _row(name, *(_count({name: found}, checker, TRUE) for checker in CHECKERS))


def _rules(judged: Judgements) -> Iterator[str]:
    """True places by the rules that name them: the same place counts for several."""
    yield ""
    yield _row("rule", "true", "intended", "false")
    everything = [one for found in judged.values() for one in found]
    for rule in sorted({rule for one in everything for rule in one.rules}):
        verdicts = [one.verdict for one in everything if rule in one.rules]
        yield _row(rule, *(verdicts.count(verdict) for verdict in (TRUE, INTENDED, FALSE)))


def _shares(judged: Judgements) -> Iterator[str]:
    """How much of a peer's true findings asynclint has, and the places it lacks."""
    yield ""
    for peer in sorted(PEERS):
        for ours in (checker for checker in CHECKERS if checker not in PEERS):
            theirs = list(_true(judged, peer))
            missed = [place for place in theirs if ours not in place[1].tools]
            yield f"{ours} has {len(theirs) - len(missed)} of {len(theirs)} true ones of {peer}"
            yield from (f"  missed: {name}/{found.path}:{found.line}" for name, found in missed)


def _times(runs: Runs) -> Iterator[str]:
    yield ""
    yield _row("wall s (CPU s)", "files", *CHECKERS, "of pyright")
    for name, of_package in runs.items():
        spent = [f"{of_package[c].wall:.1f} ({of_package[c].cpu:.1f})" for c in CHECKERS]
        ratio = of_package["asynclint"].wall / of_package["pyright"].wall
        yield _row(name, of_package["asynclint"].files, *spent, f"1/{1 / ratio:.0f}")
    total = {c: sum(of_package[c].wall for of_package in runs.values()) for c in CHECKERS}
    if total["asynclint"]:
        share = f"1/{total['pyright'] / total['asynclint']:.1f}"
        yield _row("all", "", *(f"{total[c]:.1f}" for c in CHECKERS), share)


def _true(judged: Judgements, checker: str) -> Iterator[tuple[str, Judged]]:
    for name, found in judged.items():
        yield from ((name, one) for one in found if one.verdict == TRUE and checker in one.tools)


def _count(judged: Judgements, checker: str, verdict: str) -> int:
    all_found = [one for found in judged.values() for one in found if checker in one.tools]
    return sum(one.verdict == verdict for one in all_found)


def _row(first: object, *others: object) -> str:
    return f"{first!s:<24}" + "".join(f"{other!s:>18}" for other in others)
