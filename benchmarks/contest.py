"""Two commands measured against each other: they take turns, so that both have the same weather.

On a machine that others use, too, seconds say little and the ratio of two runs side by side much:
a round runs each contender once, and what counts is the median of the ratios of the rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from archives import CorpusError
from metering import Done, peak_memory, timed


class Contender(NamedTuple):
    """A command in a folder. `prepare` brings about the state that each run starts from; what it
    takes does not count."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = {}
    prepare: Callable[[], None] = lambda: None


class Figures(NamedTuple):
    """Medians of one contender: seconds, and bytes of all its processes together."""

    wall: float
    cpu: float
    peak: int


class Outcome(NamedTuple):
    """What came of a contest. The ratios are those of the first contender to the second, nought
    when there was no second."""

    figures: Mapping[str, Figures]
    wall_ratio: float
    cpu_ratio: float
    rounds: int


def contest(contenders: Sequence[Contender], rounds: int, *, warm_up: bool = True) -> Outcome:
    """Let one or two contenders take turns. CorpusError when a command could not do its work."""
    if warm_up:  # the caches of the disk and of the contenders are as warm for the first round
        for contender in contenders:
            _run(contender)
    runs = [[_run(contender) for contender in contenders] for _ in range(rounds)]
    figures = {
        contender.name: Figures(
            median(run[index].wall for run in runs),
            median(run[index].cpu for run in runs),
            _peak(contender),
        )
        for index, contender in enumerate(contenders)
    }
    if len(contenders) == 1:
        return Outcome(figures, 0.0, 0.0, rounds)
    return Outcome(
        figures,
        median(ours.wall / theirs.wall for ours, theirs in runs),
        median(ours.cpu / theirs.cpu for ours, theirs in runs),
        rounds,
    )


def _run(contender: Contender) -> Done:
    contender.prepare()
    done = timed(contender.command, contender.folder, contender.environment)
    # Every linter here says 0 for nothing found and 1 for something.
    if done.status not in (0, 1):
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise CorpusError(f"{contender.name}: status {done.status}: {last[:300]}")
    return done


def _peak(contender: Contender) -> int:
    contender.prepare()
    return peak_memory(contender.command, contender.folder, contender.environment)
