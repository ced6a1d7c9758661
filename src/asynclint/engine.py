"""One file, its rules, its findings.

prefilter -> parse -> one walk -> rules on the nodes they visit -> suppressions. A rule that
fails is named with its file and line; the other rules and files go on.
"""

from __future__ import annotations

import ast
import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import NamedTuple

from asynclint.blocking import Blocking
from asynclint.checks import Deferred
from asynclint.checks.source import syntax_error
from asynclint.configuration_file import ConfigurationContext, ConfigurationFile, opened
from asynclint.extraction import extract
from asynclint.kinds import is_configuration
from asynclint.memory import Frame
from asynclint.model import Finding, Options, Trace, UserError
from asynclint.names import Names
from asynclint.outline import digest, outline
from asynclint.project import Project
from asynclint.pytest_setup import PytestSetup
from asynclint.rule import Context, Rule
from asynclint.source import BOM, BadSource, Source
from asynclint.syntax import Survey
from asynclint.types import Types

Setup = Callable[[], PytestSetup]

# What no rule may hold up; anything else is a failure, a panic of the pattern engine too,
# which is no Exception.
_GOES_THROUGH = (KeyboardInterrupt, SystemExit, GeneratorExit, UserError)


# What stands between words, as blanks.
_APART = bytes(c if chr(c).isalnum() or c == ord("_") or c > 127 else 32 for c in range(256))


class Result(NamedTuple):
    """What came of one file: findings in the order of the text, our own failures, and where it
    was asked for, what they rest on."""

    findings: list[Finding]
    failures: list[str]
    trace: Trace | None = None


class Report(NamedTuple):
    """What a run says: findings in a stable order, our own failures, files looked at."""

    findings: list[Finding]
    failures: list[str]
    files: int


class Engine:
    """Runs rules on files of one project. `rules` is the complete list."""

    def __init__(self, project: Project, rules: Sequence[Rule], *, prefilter: bool = True) -> None:
        self.project = project
        self._types = Types(project)
        self._blocking = Blocking(self._types)
        self._rules = rules
        self._prefilter = prefilter

    def changed(self, path: str) -> None:
        """The file at an absolute path has other text than before; the facts of others stay."""
        self._types.forget(all_of_it=self.project.changed(path))
        self._blocking = Blocking(self._types)

    def check(
        self,
        source: Source,
        path: str,
        rules: Sequence[Rule],
        options: Options,
        *,
        is_test: bool,
        setup: Setup = PytestSetup,
        noqa: bool = True,
        alone: bool = False,
    ) -> Result:
        """Findings of `rules` in a file; `path` is absolute, `source.path` as shown. Without
        `noqa`, comments hide nothing; `alone`, there is nothing beside the file."""
        self.project.shelf.watch.now = Frame()
        able = mentioned(rules, source.data) if self._prefilter else rules
        if not any(rule.visits for rule in able) and not _syntax_alone(rules):
            return self._suppressed(Result([], []), source, rules, noqa)
        tables = is_configuration(path)
        try:
            if tables:
                file, project = opened(path, source), self.project
                told = ConfigurationContext(file, options, project, setup=setup, alone=alone)
                found = self._run_on_tables(told, able)
            else:
                ctx = self.context(source, path, able, options, is_test=is_test, setup=setup)
                found = self._run(ctx, path, able)
        except BadSource as bad:
            # Other tools read shared files, and have their own ideas of what is well-formed.
            if not _reports_syntax(rules) or (tables and "pytest" not in _name(path)):
                return Result([], [])
            return Result([syntax_error.check(source.path, bad.reason, bad.position)], [])
        except RecursionError:
            message = "nested too deeply to be analysed"
            return Result([syntax_error.check(source.path, message)], [])
        except _GOES_THROUGH:
            raise
        except BaseException as error:
            return Result([], [f"{source.path}: {_failed(error)}"])
        return self._suppressed(found, source, rules, noqa)

    def trace(self, source: Source, result: Result) -> Trace:
        """What the findings of the file that was checked last rest on."""
        watch = self.project.shelf.watch
        for place in (place for finding in result.findings for place in finding.related):
            watch.read_whole(os.path.abspath(place.path))  # they show its lines
        return Trace(digest(source.data), outline(source), tuple(watch.files().items()))

    def _run(self, ctx: Context, path: str, rules: Sequence[Rule]) -> Result:
        found = Result([], [])
        there = ctx.scopes.survey.nodes
        for rule in rules:
            ctx.rule = rule
            nodes = [node for kind in rule.visits for node in there.get(kind, ())]
            if nodes and (not rule.needs or rule.needs(ctx)):
                _collect(rule, nodes, ctx, found)
        self.project.finish(path)
        return found

    def _run_on_tables(self, ctx: ConfigurationContext, rules: Sequence[Rule]) -> Result:
        found = Result([], [])
        for rule in rules:
            ctx.rule = rule
            if ConfigurationFile in rule.visits:
                _collect(rule, (ctx.file,), ctx, found)
        return found

    def context(
        self,
        source: Source,
        path: str,
        rules: Sequence[Rule],
        options: Options,
        *,
        is_test: bool,
        setup: Setup = PytestSetup,
    ) -> Context:
        """What rules may ask about a file; `path` is absolute, `setup` tells what runs its
        tests. Raises `BadSource`."""
        source.adopt(self.project.shelf.tree(path, source.data))
        kinds = {kind for rule in rules for kind in rule.visits if issubclass(kind, ast.AST)}
        survey = Survey(source.tree, kinds)
        place = self.project.modules.place(path)
        names = Names(source.tree, place.module, place.package, survey)
        deeper = partial(self.project.shelf.watch.read_whole, path)
        size = len(source.data)
        self.project.shelf.offer(path, lambda: extract(source, names, deeper), size)
        return Context(
            source,
            names,
            self._types,
            options,
            origin=place.origin,
            is_test=is_test,
            blocking=self._blocking,
            setup=setup,
        )

    def _suppressed(
        self, found: Result, source: Source, rules: Sequence[Rule], noqa: bool
    ) -> Result:
        kept = found.findings
        if noqa and b"noqa" in source.data.lower():
            from asynclint.suppress import apply  # of use to few files

            with contextlib.suppress(BadSource):  # not decodable, so no rule saw it either
                kept = apply(kept, source, rules, self._rules)
        # Two ways that lead to one fault, such as two assignments that a use comes from.
        once = {(finding.start, finding.code, finding.message): finding for finding in kept[::-1]}
        return Result([once[key] for key in sorted(once)], found.failures)


def looks_at(rule: Rule, *, tables: bool) -> bool:
    """Whether a rule looks at configuration files, or at Python; those about any file do both."""
    return not rule.visits or any((kind is ConfigurationFile) is tables for kind in rule.visits)


def mentioned(rules: Iterable[Rule], data: bytes) -> list[Rule]:
    """The rules for which a file has a word of each group; the others cannot fire. Names are
    looked up among the words of the file, anything else anywhere in its text."""
    words = frozenset(data.removeprefix(BOM).translate(_APART).split())
    found: dict[tuple[str, ...], bool] = {}

    def has(group: tuple[str, ...]) -> bool:
        if group not in found:
            names, others = _encoded(group)
            found[group] = not words.isdisjoint(names) or any(each in data for each in others)
        return found[group]

    return [rule for rule in rules if all(map(has, rule.mentions))]


@cache
def _encoded(words: tuple[str, ...]) -> tuple[frozenset[bytes], tuple[bytes, ...]]:
    """The words of a group that are names, and what is looked for in the text."""
    names = {word for word in words if word.isidentifier() and word.isascii()}
    others = tuple(_part(word).encode() for word in words if word not in names)
    return frozenset(word.encode() for word in names), others


def _part(word: str) -> str:
    """What of a word is looked for: `"*test*"` asks for a part, `except*` is as it stands."""
    return word[1:-1] if word[:1] == word[-1:] == "*" else word


def _syntax_alone(rules: Sequence[Rule]) -> bool:
    """Whether files are parsed for their syntax only; else those that no rule could fire on
    are not parsed at all."""
    return _reports_syntax(rules) and not any(rule.visits for rule in rules)


def _reports_syntax(rules: Iterable[Rule]) -> bool:
    return any(rule.code == syntax_error.RULE.code for rule in rules)


def _collect(
    rule: Rule, nodes: Iterable[object], ctx: Context | ConfigurationContext, found: Result
) -> None:
    check = rule.check.function if isinstance(rule.check, Deferred) else rule.check
    for node in nodes:
        try:
            found.findings.extend(check(node, ctx))
        except (BadSource, RecursionError, *_GOES_THROUGH):
            raise
        except BaseException as error:
            where = f"{ctx.source.path}:{getattr(node, 'lineno', 1)}"
            found.failures.append(f"{where}: {rule.name} {_failed(error)}")


def _name(path: str) -> str:
    return os.path.basename(path)


def _failed(error: BaseException) -> str:
    return f"failed: {type(error).__name__}: {error}"
