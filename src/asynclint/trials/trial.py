"""One example of a page: as it stands, with its fixes, and in every disguise."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from asynclint.pages import ERROR, RELATED, Announcement, Example, File, Page
from asynclint.rule import Rule
from asynclint.source import Source
from asynclint.trials.bench import Bench, Found, Outcome, tree_of
from asynclint.trials.disguises import AS_IT_STANDS, DISGUISES, Disguise
from asynclint.trials.fixing import fix_failures
from asynclint.trials.quiet import tables
from asynclint.trials.verdicts import Failure, Judge, matching

_SYNTAX_ERROR = "syntax-error"


def run_example(
    page: Page,
    example: Example,
    rules: Sequence[Rule],
    disguises: Sequence[Disguise] = DISGUISES,
) -> list[Failure]:
    """What an example of a page gets wrong; in disguise only if nothing is as it stands.

    `rules` is the complete list; of these the page's rule runs, or what the example selects.
    """
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(os.path.realpath(folder), example, page.name, rules)
        judge = Judge(page, example, AS_IT_STANDS.name)
        outcome = bench.run(example, watched=True)
        failures = [*_unreadable(judge), *judge.outcome(outcome)]
        failures = failures or list(fix_failures(bench, judge, rules))
        if failures:
            return failures
        known = _settled(example, outcome)
        for disguise in disguises:
            failures += _disguised(page, known, bench, rules, disguise)
        return failures


def fires(example: Example, rule: str) -> bool:
    """Whether an example announces a finding of a rule."""
    return any(a.kind == ERROR and a.rule == rule for file in example.files for a in file.announced)


def _unreadable(judge: Judge) -> Iterator[Failure]:
    """Blocks nobody can parse: every rule would be silent on them, and prove nothing."""
    for file in judge.example.files:
        rules = {announcement.rule for announcement in file.announced}
        expected = judge.page.name == _SYNTAX_ERROR or _SYNTAX_ERROR in rules
        if not expected and _is_broken(file):
            yield judge.failure(f"{file.path} does not parse", file)


def _is_broken(file: File) -> bool:
    if file.is_python:
        return tree_of(Source(file.path, file.data)) is None
    return file.has_rules and tables(file.path, file.text) is None


def _settled(example: Example, outcome: Outcome) -> Example:
    """The example with all that disguises must not change: marked texts and related places."""
    return example._replace(
        files=tuple(
            file._replace(
                announced=(
                    *_with_marks(file, outcome.found),
                    *_pointed_at(file, outcome.found),
                )
            )
            for file in example.files
        )
    )


def _with_marks(file: File, found: Iterable[Found]) -> Iterator[Announcement]:
    own = [each for each in found if each.path == file.path]
    for announcement in file.announced:
        match = matching(announcement, own) if announcement.kind == ERROR else None
        if match:
            own.remove(match)
            yield announcement._replace(marked=match.marked)
        elif announcement.kind != RELATED:
            yield announcement


def _pointed_at(file: File, found: Iterable[Found]) -> Iterator[Announcement]:
    places = {(each.finding.name, place) for each in found for place in each.related}
    for rule, (path, line) in sorted(places):
        if path == file.path:
            yield Announcement(RELATED, line, rule)


def _disguised(
    page: Page, example: Example, bench: Bench, rules: Sequence[Rule], disguise: Disguise
) -> Iterator[Failure]:
    by_name = {rule.name: rule for rule in rules}
    for dressed in disguise.dress(example, by_name):
        judge = Judge(page, dressed, disguise.name)
        failures = list(judge.outcome(bench.run(dressed, prefilter=disguise.prefilter)))
        if disguise.fixes and not failures:
            failures = list(fix_failures(bench, judge, rules))
        yield from failures
