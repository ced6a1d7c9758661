"""The one door: every face asks a `Session`, and gets findings.

A session knows a project root, its configuration and the list of rules. `read` is its only
way to the disk, so an editor can hand in what it has not saved.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial

from asynclint import checks, environment, leftovers, patterns
from asynclint.bindings import Kind
from asynclint.checks.source import syntax_error
from asynclint.config import Configuration
from asynclint.continued import continued, own
from asynclint.disk import read as read_file
from asynclint.engine import Engine, Result, looks_at
from asynclint.kinds import PROSE, PYTHON, is_configuration, looks_like_test
from asynclint.model import Options, UserError
from asynclint.project import Project
from asynclint.pytest_setup import PytestSetup
from asynclint.rule import Context, Rule
from asynclint.selection import select
from asynclint.source import BOM, BadSource, Source
from asynclint.words import Words

_MANY = 40  # files from which learning names first pays
_NOT_IN_PROSE = ("ASL000", "ASL50")


class Session:
    """Checks files of the project below `root`, an absolute path.

    `variables` are those of the process, which may name an active environment; without them
    only an environment that the settings name is read.
    """

    def __init__(
        self,
        root: str,
        configuration: Configuration,
        *,
        read: Callable[[str], bytes] = read_file,
        rules: tuple[Rule, ...] | None = None,
        prefilter: bool = True,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root
        self._variables = variables
        self.configuration = configuration
        self.rules = all_rules() if rules is None else rules
        self._read = read
        self._prefilter = prefilter
        self._selected: dict[tuple[int, bool, str], tuple[Rule, ...]] = {}
        self._wanters: dict[str, frozenset[bytes]] = {}
        self.traces = False
        """Whether results say what they rest on."""

    def prepare(self, paths: Sequence[str]) -> None:
        """Before many files: learn the names of all coroutine functions there can be, when the
        files are most of the project, so that calls of any other name need no resolving."""
        paths = [path for path in paths if path.endswith(PYTHON)]
        if not self._prefilter or len(paths) < _MANY:
            return
        from asynclint.learning import project_words  # of use to runs on many files

        project = self._engine.project
        project.words = project_words(project.modules, paths, self._read_or_none)

    @property
    def words(self) -> Words | None:
        """What `prepare` has learnt, if anything; another session on the same project may be
        given it."""
        return self._engine.project.words

    @words.setter
    def words(self, learnt: Words | None) -> None:
        self._engine.project.words = learnt

    def check_file(self, path: str) -> Result:
        """Findings of the file at a path; one that cannot be read is a finding."""
        full = os.path.abspath(path)
        try:
            data = self._read(full)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            return self._unreadable(path, full, reason)
        return self.check_bytes(path, data)

    def check_bytes(
        self,
        path: str,
        data: bytes,
        *,
        tree: ast.Module | None = None,
        only: frozenset[str] | None = None,
        noqa: bool = True,
    ) -> Result:
        """Findings of some text as if it were the file at a path. `tree` saves a parse when
        the caller has one that nobody else writes to; `only` limits the rules to some codes;
        without `noqa`, comments hide nothing."""
        full = os.path.abspath(path)
        options = self.configuration.options_for(full)
        if full.endswith(PROSE):
            return self._check_prose(path, full, data, options)
        rules = self._rules_for(full, options)
        if only is not None:
            rules = tuple(rule for rule in rules if rule.code in only)
        source = Source(path, data, limit=options.max_file_size, tree=tree)
        is_test = looks_like_test(full, self.root, options.test_files)
        setup = partial(self._pytest_setup, full)
        result = self._engine.check(
            source, full, rules, options, is_test=is_test, setup=setup, noqa=noqa
        )
        return result._replace(trace=self._engine.trace(source, result)) if self.traces else result

    def _check_prose(self, path: str, full: str, data: bytes, options: Options) -> Result:
        """Findings in the blocks of code of a document. What a block that is a part of something
        cannot tell, nothing is said about: its syntax, and what a module has at its top."""
        from asynclint.fragments import Placement, fragments, tree_of  # of use to documents

        text = data.removeprefix(BOM).decode("utf-8", "replace")
        report = Result([], [])
        blocks = fragments(full, text) if len(data) <= options.max_file_size else ()
        for fragment in continued(blocks):
            inside = os.path.join(full, fragment.name)
            tables = is_configuration(inside)
            tree = None if tables else tree_of(fragment.text)
            if not tables and tree is None:
                continue
            rules = self._rules_for(full, options, tables=tables)
            rules = tuple(rule for rule in rules if not rule.code.startswith(_NOT_IN_PROSE))
            source = Source(inside, fragment.text.encode("utf-8", "replace"), tree=tree)
            result = self._engine.check(
                source, inside, rules, options, is_test=False, alone=True
            )
            found = [each for f in result.findings if (each := own(f, fragment))]
            if found:
                placement = Placement(text, fragment)
                report.findings.extend(placement.restored(f, path, inside) for f in found)
            report.failures.extend(result.failures)
        return report

    def changed(self, path: str) -> None:
        """The file at an absolute path has other text than when it was read, is new or gone.

        What was worked out is forgotten, and the facts of other files are kept unless files
        came or went, for then any import may lead elsewhere.
        """
        if "_engine" not in self.__dict__:
            return
        if self._engine.project.modules.is_listed(path):
            self._engine.changed(path)
        else:
            del self._engine

    def context(self, path: str) -> Context:
        """What rules may ask about a file. Raises `OSError` and `BadSource`."""
        full = os.path.abspath(path)
        options = self.configuration.options_for(full)
        source = Source(path, self._read(full), limit=options.max_file_size)
        is_test = looks_like_test(full, self.root, options.test_files)
        setup = partial(self._pytest_setup, full)
        return self._engine.context(source, full, (), options, is_test=is_test, setup=setup)

    def _pytest_setup(self, full: str) -> PytestSetup:
        installed = self._engine.project.modules.installed
        return self.configuration.pytest_setup_for(full, installed)

    @property
    def installed(self) -> tuple[str, ...]:
        """The folders of installed packages that are read."""
        return self._engine.project.modules.installed

    def imported_files(self, path: str) -> frozenset[str]:
        """The files, by absolute path, that the file at a path imports as a module."""
        try:
            ctx = self.context(path)
            bindings = ctx.scopes.bindings(ctx.scopes.survey.module).names.values()
        except (OSError, BadSource):
            return frozenset()
        targets = {b.target for each in bindings for b in each if b.kind is Kind.IMPORT}
        modules = self._engine.project.modules
        found = (
            modules.find(target, ctx.origin)
            or modules.find(target.rpartition(".")[0], ctx.origin)
            for target in targets
        )
        return frozenset(place for place in found if place)

    def others_want(self, path: str, name: str) -> bool:
        """Whether another module of the project may use a name of the one at a path."""
        modules = self._engine.project.modules
        if name not in self._wanters:
            files = filter(None, map(self._read_or_none, modules.everything()))
            self._wanters[name] = leftovers.wanters(name, files)
        module = modules.place(os.path.abspath(path)).module.rpartition(".")[2]
        return module.encode() in self._wanters[name]

    @cached_property
    def _engine(self) -> Engine:
        options = self.configuration.options_for(os.path.join(self.root, "any.py"))
        project = Project(
            self.root,
            read=self._read_or_none,
            src=options.src,
            installed=self._installed(options),
            limit=options.max_file_size,
        )
        return Engine(project, self.rules, prefilter=self._prefilter)

    def _installed(self, options: Options) -> tuple[str, ...]:
        setting = environment.NONE if self._variables is None else None
        python = setting if options.python is None else options.python
        place = environment.find(self.root, python, self._variables or {})
        folders = environment.folders(place, self.root, self._read_or_none)
        if place and not folders and options.python:
            raise UserError(f"no installed packages in {place}, which 'python' names")
        return folders

    def _read_or_none(self, path: str) -> bytes | None:
        try:
            return self._read(path)
        except (OSError, ValueError):
            return None

    def _rules_for(
        self, full: str, options: Options, *, tables: bool | None = None
    ) -> tuple[Rule, ...]:
        # per-file ignores depend on the file, everything else on the options alone
        tables = is_configuration(full) if tables is None else tables
        key = (id(options), tables, full if options.per_file_ignores else "")
        if key not in self._selected:
            chosen = select(self.rules, options, full)
            self._selected[key] = tuple(r for r in chosen if looks_at(r, tables=tables))
        return self._selected[key]

    def _unreadable(self, path: str, full: str, reason: str) -> Result:
        rules = self._rules_for(full, self.configuration.options_for(full))
        if not any(rule.code == syntax_error.RULE.code for rule in rules):
            return Result([], [])
        return Result([syntax_error.check(path, f"cannot be read: {reason}")], [])


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every shipped rule in code order: those in Python and those of the packs."""
    return _in_order(*checks.shipped(), *patterns.shipped())


def edited_rules() -> tuple[Rule, ...]:
    """The same, each as its file has it now; for who is at work on a rule."""
    return _in_order(*checks.imported(), *patterns.shipped())


def _in_order(*rules: Rule) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.code))
