"""Whether a bug is found before its fix, and whether the finding is gone after it.

Rules run whatever their group, and comments hide nothing: what counts is what a rule knows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from history import Bug, HistoryError, folder_name, tree

from asynclint.environment import NONE
from asynclint.model import Finding, Position
from asynclint.opening import opened
from asynclint.session import Session, all_rules
from asynclint.syntax import FUNCTIONS

# Which rules are about a kind of bug: codes, or the start of codes.
RULES_OF = {
    "missing-await": ("ASL1",),
    "dropped-task": ("ASL104", "ASL201", "ASL202"),
    "blocking-sleep": ("ASL401",),
    "blocking-io": ("ASL4",),
    "module-primitive": ("ASL501", "ASL502"),
    "timeout-error": ("ASL310", "ASL311", "ASL312", "ASL313"),
    "no-timeout": ("ASL301", "ASL302", "ASL303"),
    "cancel-swallowed": ("ASL330", "ASL331", "ASL332"),
    "sync-with": ("ASL132",),
    "fixture-return": ("ASL701", "ASL702", "ASL703"),
    "async-fixture-decorator": ("ASL720",),
}


class Verdict(NamedTuple):
    """What became of one bug. `messages` are those of the findings on its lines, with their
    codes. `gone` is only ever true of a bug that was found."""

    bug: Bug
    messages: tuple[str, ...]
    gone: bool

    @property
    def found(self) -> bool:
        """Whether a rule of its kind reports the bug at the buggy revision."""
        return bool(self.messages)


class Checked(NamedTuple):
    """One file, and the findings in it of the rules about one kind of bug."""

    data: bytes
    findings: list[Finding]


class Judge:
    """Judges bugs: the trees come from `repos` through `cache`; `environments` is a folder with
    an environment per repository, None for bundled knowledge only."""

    def __init__(self, repos: Path, cache: Path, environments: Path | None) -> None:
        self._repos = repos
        self._cache = cache
        self._environments = environments
        self._sessions: dict[Path, Session] = {}
        self.failures: list[str] = []

    def verdicts(self, bugs: Iterable[Bug]) -> Iterator[Verdict]:
        """A verdict on each bug, those of one revision one after the other."""
        for bug in sorted(bugs, key=lambda bug: (bug.repo, bug.buggy_rev, bug.file, bug.lines)):
            yield self._verdict(bug)

    def source_line(self, bug: Bug) -> str:
        """The first line of a bug at the buggy revision."""
        path = tree(bug.repo, bug.buggy_rev, self._repos, self._cache) / bug.file
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[bug.lines[0] - 1].strip() if bug.lines[0] <= len(lines) else ""

    def _verdict(self, bug: Bug) -> Verdict:
        if not has_rules(bug.kind):
            return Verdict(bug, (), False)
        before = self._checked(bug, bug.buggy_rev)
        found = on_lines(before, bug.lines)
        if not found:
            return Verdict(bug, (), False)
        after = self._checked(bug, bug.fixed_rev)
        messages = tuple(f"{finding.code} {finding.message}" for finding in found)
        return Verdict(bug, messages, is_gone(bug, before, after))

    def _checked(self, bug: Bug, revision: str) -> Checked:
        root = tree(bug.repo, revision, self._repos, self._cache)
        path = root / bug.file
        if not path.is_file():
            raise HistoryError(f"{bug.id}: {revision} has no {bug.file}")
        data = path.read_bytes()
        result = self._session_of(root, bug.repo).check_bytes(str(path), data, noqa=False)
        self.failures += result.failures
        return Checked(data, [f for f in result.findings if f.code.startswith(RULES_OF[bug.kind])])

    def _session_of(self, root: Path, repo: str) -> Session:
        if root not in self._sessions:
            if len(self._sessions) == 2:  # those of one bug; more would only take memory
                self._sessions.clear()
            selected = [rule.code for rule in all_rules() if rule.code.startswith("ASL")]
            overrides = {"select": selected, "python": self._environment(repo)}
            self._sessions[root] = opened(str(root), overrides=overrides)
        return self._sessions[root]

    def _environment(self, repo: str) -> str:
        """The environment of a repository, which may have none."""
        folder = self._environments / folder_name(repo) if self._environments else None
        return str(folder.resolve()) if folder and folder.is_dir() else NONE


def has_rules(kind: str) -> bool:
    """Whether a rule about a kind of bug exists by now."""
    if kind not in RULES_OF:
        raise HistoryError(f"no rules are known for the kind {kind!r}")
    return any(rule.code.startswith(RULES_OF[kind]) for rule in all_rules())


def on_lines(checked: Checked, lines: Iterable[int]) -> list[Finding]:
    """The findings whose range covers one of the lines, or a use of a name that is assigned
    there, for what is wrong with a value may only show where it is used; one on the line of a
    decorator may also be reported at the function."""
    wanted = {*lines}
    for node in ast.walk(_parsed(checked.data)):
        if isinstance(node, FUNCTIONS) and node.decorator_list:
            header = {*range(node.decorator_list[0].lineno, node.lineno + 1)}
            wanted |= header if wanted & header else set()
    uses = list(uses_of_assigned(checked.data, wanted))
    return [f for f in checked.findings if _covers(f, wanted) or _holds_any(f, uses)]


def uses_of_assigned(data: bytes, lines: set[int]) -> Iterator[Position]:
    """Where names that are assigned on some lines are read later in the same function."""
    text = data.split(b"\n")
    nodes = [node for node in ast.walk(_parsed(data)) if isinstance(node, ast.Name)]
    targets = [n for n in nodes if n.lineno in lines and isinstance(n.ctx, ast.Store)]
    assigned = {(target.id, function_at(data, target.lineno)) for target in targets}
    names = {name for name, _ in assigned}
    for node in nodes:
        read = node.id in names and isinstance(node.ctx, ast.Load) and node.lineno >= min(lines)
        if read and (node.id, function_at(data, node.lineno)) in assigned:
            before = text[node.lineno - 1][: node.col_offset].decode("utf-8", "replace")
            yield Position(node.lineno, len(before) + 1)


def _covers(finding: Finding, lines: set[int]) -> bool:
    return bool(lines & {*range(finding.start.line, finding.end.line + 1)})


def _holds_any(finding: Finding, places: Iterable[Position]) -> bool:
    return any(finding.start <= place < finding.end for place in places)


def is_gone(bug: Bug, before: Checked, after: Checked) -> bool:
    """Whether no finding is left on the fixed lines, and fewer than before on calls of the
    same thing in the same function: the fix may have moved the call, and the function may
    have a second bug of the kind that another commit fixes."""
    if on_lines(after, bug.fixed_lines):
        return False
    if not bug.callee:
        return True
    function = function_at(before.data, bug.lines[0])
    was = [*_on_callee(before, bug.callee, function)]
    return len([*_on_callee(after, bug.callee, function)]) < max(len(was), 1)


def function_at(data: bytes, line: int) -> str:
    """Dotted name of the innermost function or class that holds a line; "" for none."""
    walked = ast.walk(_parsed(data))  # outer nodes come before inner ones
    scopes = [node for node in walked if isinstance(node, (*FUNCTIONS, ast.ClassDef))]
    return ".".join(n.name for n in scopes if n.lineno <= line <= (n.end_lineno or 0))


def _on_callee(checked: Checked, callee: str, function: str) -> Iterator[Finding]:
    lines = checked.data.decode("utf-8", "replace").splitlines()
    for finding in checked.findings:
        text = "\n".join(lines[finding.start.line - 1 : finding.end.line])
        same = function_at(checked.data, finding.start.line) == function
        if same and f"{callee}(" in text:
            yield finding


@lru_cache(maxsize=4)
def _parsed(data: bytes) -> ast.Module:
    """The tree of a file, an empty one when this Python cannot parse it: no rule saw it."""
    try:
        return ast.parse(data)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])
