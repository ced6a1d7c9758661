"""What every offered fix must do: parse, silence its finding, bring no other, and settle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from asynclint.fixes import apply, choose
from asynclint.pages import Example, File
from asynclint.rule import Rule
from asynclint.trials.bench import Bench, Found
from asynclint.trials.disguises import EMOJI
from asynclint.trials.quiet import compiles, tables
from asynclint.trials.verdicts import Failure, Judge

_ROUNDS = 10


def fix_failures(bench: Bench, judge: Judge, rules: Sequence[Rule]) -> Iterator[Failure]:
    """What is wrong with the fixes of an example, each alone and all together."""
    found = bench.run(judge.example).found
    promised = {rule.name: rule.fix for rule in rules}
    for each in found:
        yield from _promise(judge, each, promised[each.finding.name])
        if each.finding.fix:
            yield from _alone(bench, judge, each, found)
    yield from _together(bench, judge)


def _promise(judge: Judge, each: Found, promised: str) -> Iterator[Failure]:
    fix = each.finding.fix
    file, line = _file(judge.example, each.path), each.finding.start.line
    if fix and not promised:
        yield judge.failure(f"{each.finding.name} offers a fix and promises none", file, line)
    if fix and promised == "safe" and not fix.safe:
        yield judge.failure(f"{each.finding.name} promises safe fixes", file, line)


def _alone(bench: Bench, judge: Judge, each: Found, found: Sequence[Found]) -> Iterator[Failure]:
    fix = each.finding.fix
    assert fix is not None
    file = _file(judge.example, each.path)
    title = f"the fix `{fix.title}` of {each.finding.name}"
    text = apply(file.text, fix.edits)
    line = each.finding.start.line
    if _is_sound(file) and not _is_sound(file._replace(text=text)):
        who = "Python" if file.is_python else "its reader"
        yield judge.failure(f"{title} leaves what {who} refuses:\n{_indented(text)}", file, line)
        return
    after = _counts(bench.run(_with(judge.example, file._replace(text=text))).found)
    before = _counts(found)
    if after[each.path, each.finding.name] >= before[each.path, each.finding.name]:
        yield judge.failure(f"{title} does not silence it:\n{_indented(text)}", file, line)
    for path, name in after - before:
        yield judge.failure(f"{title} brings a new {name} in {path}", file, line)


def _is_sound(file: File) -> bool:
    """Whether those who read a file take it."""
    return compiles(file.text) if file.is_python else tables(file.path, file.text) is not None


def _together(bench: Bench, judge: Judge) -> Iterator[Failure]:
    """Make fixes until none is left; then each file must read as the page shows."""
    example = judge.example
    rounds = 0
    while rounds < _ROUNDS:
        found = bench.run(example).found
        if not any(each.finding.fix for each in found):
            break
        example = _fixed(example, found)
        rounds += 1
    else:
        yield judge.failure(f"fixes are still offered after {_ROUNDS} rounds")
    for file in example.files:
        yield from _as_shown(judge, file)


def _as_shown(judge: Judge, file: File) -> Iterator[Failure]:
    if file.alone and EMOJI in file.text:  # there the fix may not be offered
        return
    text = file.text.replace("\r\n", "\n").replace(EMOJI, "")
    if "\r\n" in file.text and file.text.count("\n") != file.text.count("\r\n"):
        yield judge.failure(f"a fix mixes line ends in {file.path}", file)
    if file.fixed is not None and file.fixed != text:
        both = f"{_indented(text)}\n  shown:\n{_indented(file.fixed)}"
        yield judge.failure(f"{file.path} is not fixed as shown:\n{both}", file)


def _fixed(example: Example, found: Sequence[Found]) -> Example:
    files = []
    for file in example.files:
        chosen = choose(each.finding for each in found if each.path == file.path)
        edits = [e for each in chosen if each.fix for e in each.fix.edits]
        files.append(file._replace(text=apply(file.text, edits)))
    return example._replace(files=tuple(files))


def _counts(found: Sequence[Found]) -> Counter[tuple[str, str]]:
    return Counter((each.path, each.finding.name) for each in found)


def _file(example: Example, path: str) -> File:
    return next(file for file in example.files if file.path == path)


def _with(example: Example, file: File) -> Example:
    files = tuple(file if other.path == file.path else other for other in example.files)
    return example._replace(files=files)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines()).rstrip("\n")
