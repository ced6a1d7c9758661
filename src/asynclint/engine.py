"""One file, its rules, its findings.

prefilter -> parse -> one walk -> rules on the nodes they visit -> suppressions. A rule that
fails is named with its file and line; the other rules and files go on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from asynclint.blocking import Blocking
from asynclint.checks.source import syntax_error
from asynclint.extraction import extract
from asynclint.model import Finding, Options, UserError
from asynclint.names import Names
from asynclint.project import Project
from asynclint.rule import Context, Mentions, Rule
from asynclint.source import BadSource, Source
from asynclint.suppress import apply
from asynclint.syntax import Survey
from asynclint.types import Types

# What no rule may hold up; anything else is a failure, a panic of the pattern engine too,
# which is no Exception.
_GOES_THROUGH = (KeyboardInterrupt, SystemExit, GeneratorExit, UserError)


class Result(NamedTuple):
    """What came of one file: findings in the order of the text, and our own failures."""

    findings: list[Finding]
    failures: list[str]


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

    def check(
        self,
        source: Source,
        path: str,
        rules: Sequence[Rule],
        options: Options,
        *,
        is_test: bool,
        noqa: bool = True,
    ) -> Result:
        """Findings of `rules` in a file; `path` is absolute, `source.path` as shown. Without
        `noqa`, comments hide nothing."""
        able = [r for r in rules if not self._prefilter or mentioned(r.mentions, source.data)]
        if not any(rule.visits for rule in able) and not _syntax_alone(rules):
            return self._suppressed(Result([], []), source, rules, noqa)
        try:
            found = self._run(source, path, able, options, is_test)
        except BadSource as bad:
            if syntax_error.RULE not in rules:
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

    def _run(
        self, source: Source, path: str, rules: Sequence[Rule], options: Options, is_test: bool
    ) -> Result:
        ctx = self.context(source, path, rules, options, is_test=is_test)
        found = Result([], [])
        for rule in rules:
            ctx.rule = rule
            _collect(rule, ctx.scopes.survey, ctx, found)
        self.project.finish(path)
        return found

    def context(
        self,
        source: Source,
        path: str,
        rules: Sequence[Rule],
        options: Options,
        *,
        is_test: bool,
    ) -> Context:
        """What rules may ask about a file; `path` is absolute. Raises `BadSource`."""
        source.adopt(self.project.shelf.tree(path, source.data))
        survey = Survey(source.tree, {kind for rule in rules for kind in rule.visits})
        place = self.project.modules.place(path)
        names = Names(source.tree, place.module, place.package, survey)
        self.project.shelf.offer(path, lambda: extract(source, names))
        return Context(
            source,
            names,
            self._types,
            options,
            origin=place.origin,
            is_test=is_test,
            blocking=self._blocking,
        )

    def _suppressed(
        self, found: Result, source: Source, rules: Sequence[Rule], noqa: bool
    ) -> Result:
        kept = found.findings
        if noqa:
            with contextlib.suppress(BadSource):  # not decodable, so no rule saw it either
                kept = apply(kept, source, rules, self._rules)
        # Two ways that lead to one fault, such as two assignments that a use comes from.
        once = {(finding.start, finding.code, finding.message): finding for finding in kept[::-1]}
        return Result([once[key] for key in sorted(once)], found.failures)


def mentioned(mentions: Mentions, data: bytes) -> bool:
    """Whether a file has a word of each group; without one the rule cannot fire."""
    return all(any(word in data for word in group) for group in _encoded(mentions))


@lru_cache(maxsize=256)
def _encoded(mentions: Mentions) -> tuple[tuple[bytes, ...], ...]:
    return tuple(tuple(word.encode() for word in group) for group in mentions)


def _syntax_alone(rules: Sequence[Rule]) -> bool:
    """Whether files are parsed for their syntax only; else those that no rule could fire on
    are not parsed at all."""
    return syntax_error.RULE in rules and not any(rule.visits for rule in rules)


def _collect(rule: Rule, survey: Survey, ctx: Context, found: Result) -> None:
    if rule.needs and not rule.needs(ctx):
        return
    for kind in rule.visits:
        for node in survey.nodes[kind]:
            try:
                found.findings.extend(rule.check(node, ctx))
            except (BadSource, RecursionError, *_GOES_THROUGH):
                raise
            except BaseException as error:
                where = f"{ctx.source.path}:{getattr(node, 'lineno', 1)}"
                found.failures.append(f"{where}: {rule.name} {_failed(error)}")


def _failed(error: BaseException) -> str:
    return f"failed: {type(error).__name__}: {error}"
