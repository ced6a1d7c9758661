"""Real bugs of public repositories: how many asynclint finds, and loses when they are fixed.

    real_bugs.py --repos DIR --knowledge-only            bundled knowledge alone
    real_bugs.py --repos DIR --environments DIR          with an environment per repository

The list is `--bugs`; clones lie at `DIR/<owner>+<name>/repo`, environments (a virtual
environment, or a folder of installed packages) at `DIR/<owner>+<name>`. Trees are written once
into `--cache`, else `ASYNCLINT_REAL_BUGS`, else `~/.cache/asynclint-real-bugs`. `--agree` writes
the counts to `real_bugs.toml`. Status 1: a count is below the one agreed on; 2: something could
not be done.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import tomli
from history import Bug, HistoryError, chosen, read_bugs
from verdicts import RULES_OF, Judge, Verdict, has_rules

from asynclint.model import UserError

HERE = Path(__file__).parent


class Count(NamedTuple):
    """Bugs of one kind: how many there are, are found, and are found and gone at the fix."""

    bugs: int
    found: int
    gone: int


def main(argv: Sequence[str] | None = None) -> int:
    """Judge the bugs and show the table; 0 done, 1 below what was agreed, 2 went wrong."""
    args = _parser().parse_args(argv)
    try:
        return _run(args)
    except (HistoryError, UserError, OSError) as error:
        print(f"real_bugs: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cache = os.environ.get("ASYNCLINT_REAL_BUGS") or "~/.cache/asynclint-real-bugs"
    add = parser.add_argument
    add("--bugs", type=Path, default=HERE.parent.parent / "shared" / "real_bugs.json")
    add("--repos", type=Path, required=True, help="folder of the clones")
    add("--cache", type=Path, default=Path(cache).expanduser(), help="folder of the trees")
    add("--agreed", type=Path, default=HERE / "real_bugs.toml", help="the agreed counts")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--knowledge-only", action="store_true", help="no environment")
    mode.add_argument("--environments", type=Path, help="folder of the environments")
    add("--only", action="append", default=[], metavar="WORD", help="an id, repository or kind")
    add("--misses", action="store_true", help="show each bug that is not found")
    add("--json", type=Path, metavar="FILE", help="write a verdict per bug")
    add("--agree", action="store_true", help="write the counts as the agreed ones")
    return parser


def _run(args: argparse.Namespace) -> int:
    bugs = chosen(read_bugs(args.bugs), args.only)
    if args.agree and args.only:
        raise HistoryError("what is agreed on is the whole list: no --only with --agree")
    judge = Judge(args.repos.resolve(), args.cache.resolve(), args.environments)
    verdicts = []
    for verdict in judge.verdicts(bugs):
        verdicts.append(verdict)
        print(f"\r{len(verdicts)} of {len(bugs)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if args.json:
        text = json.dumps([_as_data(verdict) for verdict in verdicts], indent=1)
        args.json.write_text(text + "\n", encoding="utf-8")
    for line in _report(verdicts, judge, misses=args.misses):
        print(line)
    return _settled(args, tally(verdicts), judge.failures)


def _settled(args: argparse.Namespace, counts: Mapping[str, Count], failures: Sequence[str]) -> int:
    """Write or compare the counts, and give the status of the run."""
    for failure in failures:
        print(f"real_bugs: {failure}", file=sys.stderr)
    mode = "knowledge-only" if args.knowledge_only else "environments"
    agreed = read_agreed(args.agreed)
    below = [] if args.only or args.agree else list(shortfalls(agreed.get(mode, {}), counts))
    if args.agree and not failures:
        args.agreed.write_text(agreed_text({**agreed, mode: counts}), encoding="utf-8")
    print("\n".join(below), end="\n" if below else "")
    if failures:
        return 2
    return 1 if below else 0


def tally(verdicts: Iterable[Verdict]) -> dict[str, Count]:
    """Counts per kind, in the order of the kinds."""
    counts = dict.fromkeys(RULES_OF, Count(0, 0, 0))
    for bug, messages, gone in verdicts:
        bugs, found, ended = counts[bug.kind]
        counts[bug.kind] = Count(bugs + 1, found + bool(messages), ended + gone)
    return {kind: count for kind, count in counts.items() if count.bugs}


def shortfalls(agreed: Mapping[str, Count], counts: Mapping[str, Count]) -> Iterator[str]:
    """One line for each number that is below the agreed one."""
    for kind, old in agreed.items():
        new = counts.get(kind, Count(0, 0, 0))
        for name in Count._fields:
            before, now = getattr(old, name), getattr(new, name)
            if now < before:
                yield f"{kind}: {name}: {before} -> {now} ({now - before:+d})"


def read_agreed(path: Path) -> dict[str, dict[str, Count]]:
    """The counts agreed on, per mode and kind; none when the file does not exist."""
    if not path.exists():
        return {}
    try:
        document = tomli.loads(path.read_text(encoding="utf-8"))
        return {
            mode: {kind: Count(**count) for kind, count in kinds.items()}
            for mode, kinds in document.items()
        }
    except (tomli.TOMLDecodeError, TypeError, AttributeError) as error:
        raise HistoryError(f"{path.name}: {error}") from error


def agreed_text(agreed: Mapping[str, Mapping[str, Count]]) -> str:
    """The counts as TOML, a table per mode."""
    tables = []
    for mode, counts in sorted(agreed.items()):
        lines = [f"[{mode}]"]
        for kind, count in counts.items():
            numbers = ", ".join(f"{name} = {n}" for name, n in count._asdict().items())
            lines.append(f"{kind} = {{ {numbers} }}")
        tables.append("\n".join(lines) + "\n")
    return "\n".join(tables)


def _report(verdicts: Sequence[Verdict], judge: Judge, *, misses: bool) -> Iterator[str]:
    for verdict in verdicts:
        if verdict.found and not verdict.gone:
            yield f"still there at the fix: {_place(verdict.bug)}"
            yield f"    {verdict.messages[0]}"
        elif misses and not verdict.found and has_rules(verdict.bug.kind):
            yield f"missed: {_place(verdict.bug)}"
            yield f"    {judge.source_line(verdict.bug)}"
    counts = tally(verdicts)
    every = Count(*map(sum, zip(*counts.values(), strict=True))) if counts else Count(0, 0, 0)
    yield f"{'kind':24}{'bugs':>6}{'found':>7}{'share':>8}{'gone at fix':>13}"
    for kind, count in [*counts.items(), ("all", every)]:
        row = f"{kind:24}{count.bugs:6}"
        if kind in RULES_OF and not has_rules(kind):
            yield f"{row}  no rule yet"
        else:
            share = f"{count.found / max(count.bugs, 1):.1%}"
            yield f"{row}{count.found:7}{share:>8}{count.gone:13}"


def _place(bug: Bug) -> str:
    callee = f", callee {bug.callee}" if bug.callee else ""
    return f"{bug.id} ({bug.kind}{callee}) {bug.file}:{bug.lines[0]} at {bug.buggy_rev[:12]}"


def _as_data(verdict: Verdict) -> dict[str, object]:
    own = {"found": verdict.found, "gone": verdict.gone, "messages": verdict.messages}
    return {**verdict.bug._asdict(), **own}


if __name__ == "__main__":
    sys.exit(main())
