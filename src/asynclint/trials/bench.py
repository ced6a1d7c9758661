"""An example as a real project: files in a folder, and the rules that run on them.

The folder is there because modules are found by listing folders; what is checked is read from
the example itself, so a disguise costs no writing.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from typing import NamedTuple

import tomli

from asynclint.config import Configuration
from asynclint.model import Finding, UserError
from asynclint.pages import Example, File
from asynclint.rule import Rule
from asynclint.selection import selectors
from asynclint.session import Session
from asynclint.source import BadSource, Source


class Found(NamedTuple):
    """A finding in a file of an example, the text it marks with line ends as "\\n", and the places
    it relates to as (path below the folder, line)."""

    path: str
    finding: Finding
    marked: str
    related: tuple[tuple[str, int], ...]


class Outcome(NamedTuple):
    """What a run gave: findings, crashes of rules, and paths of files whose tree changed."""

    found: list[Found]
    crashes: list[str]
    changed: list[str]


class Bench:
    """A folder with the files of `example`. `rule` alone runs unless the files select."""

    def __init__(self, root: str, example: Example, rule: str, rules: Sequence[Rule]) -> None:
        self._root = root
        self._rule = rule
        self._rules = tuple(rules)
        self._selectors = selectors(rules)
        os.mkdir(os.path.join(root, ".git"))  # nothing above is looked at
        for file in example.files:
            path = os.path.join(root, file.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as stream:
                stream.write(file.data)

    def run(self, example: Example, *, prefilter: bool = True, watched: bool = False) -> Outcome:
        """Check the files of an example, which has the same paths as the first one; when
        `watched`, see whether a rule changes a tree, which costs as much as the rest."""
        contents = {os.path.join(self._root, file.path): file.data for file in example.files}

        def read(path: str) -> bytes:
            if path in contents:
                return contents[path]
            raise FileNotFoundError(path)

        configuration = Configuration(
            self._root,
            read=contents.get,
            isolated=all(file.is_python for file in example.files),
            overrides={} if any(map(_selects, example.files)) else {"select": [self._rule]},
            selectors=lambda: self._selectors,
        )
        session = Session(
            self._root, configuration, read=read, rules=self._rules, prefilter=prefilter
        )
        outcome = Outcome([], [], [])
        for file in example.files:
            if file.checked and file.has_rules:
                self._check(file, session, outcome, watched)
        return outcome

    def _check(self, file: File, session: Session, outcome: Outcome, watched: bool) -> None:
        source = Source(file.path, file.data)
        tree = tree_of(source) if watched and file.is_python else None
        before = ast.dump(tree, include_attributes=True) if tree else ""
        result = session.check_bytes(os.path.join(self._root, file.path), file.data, tree=tree)
        for finding in result.findings:
            marked = source.segment(finding.span).replace("\r\n", "\n").replace("\r", "\n")
            outcome.found.append(Found(file.path, finding, marked, self._related(finding)))
        outcome.crashes.extend(result.failures)
        if tree and ast.dump(tree, include_attributes=True) != before:
            outcome.changed.append(file.path)

    def _related(self, finding: Finding) -> tuple[tuple[str, int], ...]:
        return tuple(
            (os.path.relpath(os.path.abspath(place.path), self._root), place.position.line)
            for place in finding.related
        )


def tree_of(source: Source) -> ast.Module | None:
    """The tree of a file, None when it has none."""
    try:
        return source.tree
    except BadSource:
        return None


def _selects(file: File) -> bool:
    """Whether a file of settings says which rules run."""
    if os.path.basename(file.path) not in ("asynclint.toml", "pyproject.toml"):
        return False
    try:
        content = tomli.loads(file.text)
    except tomli.TOMLDecodeError as error:
        raise UserError(f"{file.path}: {error}") from None
    if os.path.basename(file.path) == "pyproject.toml":
        content = content.get("tool", {}).get("asynclint", {})
    return "select" in content
