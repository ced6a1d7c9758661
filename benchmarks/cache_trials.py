"""Trials of the cache: whatever happens to it or beside it, a run says what `--no-cache` says.

    cache_trials.py                              all trials, in full
    cache_trials.py corrupted edited -n 50       some of them, with 50 turns each
    cache_trials.py --seed 7                     other random choices

The project is made up, of modules that call each other; runs are forks that go in by the door of
the command line. Status 1 when a run said something else, 2 for a trial there is none of.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from cache_faults import FAULTS
from trial_project import Said, TrialProject

SIZE = 48  # modules, more than asynclint thinks a cache is worth having for


def main(argv: Sequence[str] | None = None) -> int:
    """Do the trials; 0 all runs said the same, 1 some did not."""
    args = _parser().parse_args(argv)
    for name in args.trials:
        if name not in TRIALS:
            print(f"cache_trials: no trial {name!r}; there are {', '.join(TRIALS)}")
            return 2
    wrong = 0
    for name in args.trials or TRIALS:
        trial, turns = TRIALS[name]
        with tempfile.TemporaryDirectory() as place:
            project = TrialProject(Path(place), SIZE, Random(f"{name} {args.seed}"))
            said = list(trial(project, args.turns or turns))
        for line in said:
            print(f"{name}: {line}")
        print(f"{name}: {args.turns or turns} turns, {len(said)} wrong", flush=True)
        wrong += len(said)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--turns", type=int, help="instead of what each trial asks for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("trials", nargs="*", metavar="TRIAL")
    return parser


def corrupted(project: TrialProject, turns: int) -> Iterator[str]:
    """Files of the cache are damaged in some way, then a run reads them; in every other turn a
    module has changed, too, so that more of the cache is asked than whether all is the same."""
    project.settle()
    expected = {False: project.said(cache=False)}
    project.said()
    kept = project.cache.with_name("kept")
    shutil.copytree(project.cache, kept)
    before = project.change()
    expected[True] = project.said(cache=False)
    for turn in range(turns):
        is_changed = turn % 2 == 1
        if is_changed:
            project.redo(before)
        else:
            project.restore(before)
        shutil.rmtree(project.cache)
        shutil.copytree(kept, project.cache)
        fault = project.rng.choice(list(FAULTS))
        path = project.rng.choice(sorted(project.cache.iterdir()))
        FAULTS[fault](path, project.rng)
        yield from _unless_same(f"{fault} {turn}", expected[is_changed], project.said())
        yield from _unless_same(f"{fault} {turn} again", expected[is_changed], project.said())


def concurrent(project: TrialProject, turns: int) -> Iterator[str]:
    """As many runs as turns at once: on an empty cache, on one of another state of the files, and
    on a damaged one."""
    for state in ("empty", "stale", "damaged"):
        project.settle()
        expected = project.said(cache=False)
        for number, said in enumerate(project.said_at_once(turns)):
            yield from _unless_same(f"{state} {number}", expected, said)
        yield from _unless_same(f"{state} after", expected, project.said())
        project.change()
        if state == "stale":
            for path in project.cache.iterdir():
                FAULTS["cut off"](path, project.rng)


def edited(project: TrialProject, turns: int) -> Iterator[str]:
    """Modules change while a run reads them and at once after it, some to texts of the same
    length; nobody waits for a clock. What that run says is open, the next must be right."""
    for turn in range(turns):
        project.said_while_changing()
        expected = project.said(cache=False)
        yield from _unless_same(f"turn {turn}", expected, project.said())
        if turn % 3 == 0:
            project.settle()  # for a report to be kept, times must be old
            project.said()


def restored(project: TrialProject, turns: int) -> Iterator[str]:
    """A module is replaced by an older one of the same length, and comes back."""
    project.settle()
    project.said()
    for turn in range(turns):
        project.replace_by_older()
        expected = project.said(cache=False)
        yield from _unless_same(f"turn {turn}", expected, project.said())
        yield from _unless_same(f"turn {turn} again", expected, project.said())


def changed(project: TrialProject, turns: int) -> Iterator[str]:
    """Modules change in every way: bodies, colours of functions others call, names, imports,
    files that come and go, settings."""
    for turn in range(turns):
        project.change()
        project.settle()
        expected = project.said(cache=False)
        yield from _unless_same(f"turn {turn}", expected, project.said())
        yield from _unless_same(f"turn {turn} again", expected, project.said())


def _unless_same(label: str, expected: Said, actual: Said) -> Iterator[str]:
    if actual == expected:
        return
    lines = [set(said.out.splitlines()) for said in (expected, actual)]
    lost, new = sorted(lines[0] - lines[1]), sorted(lines[1] - lines[0])
    yield f"{label}: status {actual.status} for {expected.status}; lost {lost[:3]}, new {new[:3]}"


TRIALS: Mapping[str, tuple[Callable[[TrialProject, int], Iterator[str]], int]] = {
    "corrupted": (corrupted, 500),
    "concurrent": (concurrent, 50),
    "edited": (edited, 200),
    "restored": (restored, 100),
    "changed": (changed, 300),
}

if __name__ == "__main__":
    sys.exit(main())
