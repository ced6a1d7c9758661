"""The flake8 plugin: the same findings as `asynclint check`, one file at a time.

flake8 decides which codes it shows; rules it would not show are not run, and when it would
show none of ours nothing is parsed or read. Rules that are off by default run only when
flake8 selects them by more than the bare prefix `ASL`, which merely names this plugin.
The plugin never raises: one exception would end the whole flake8 run.
"""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import ClassVar

from flake8.options.manager import OptionManager
from flake8.style_guide import Decision, DecisionEngine

from asynclint import __version__
from asynclint.checks.source import syntax_error
from asynclint.disk import root_of
from asynclint.model import Finding, UserError
from asynclint.session import Session, all_rules, opened
from asynclint.source import encode

Violation = tuple[int, int, str, type]


class Setup:
    """What flake8's options mean for us; equal options give the same session again."""

    def __init__(self, options: argparse.Namespace) -> None:
        engine = DecisionEngine(options)
        self.shown = frozenset(
            rule.code for rule in all_rules() if engine.decision_for(rule.code) is Decision.Selected
        )
        chosen = [*(options.select or ()), *(options.extend_select or ())]
        self.extra = tuple(code for code in chosen if code.startswith("ASL") and code != "ASL")
        self.isolated = bool(getattr(options, "isolated", False))
        self.config = options.asynclint_config
        self.overrides = {
            key: value
            for key, value in (
                ("async-library", options.asynclint_async_library),
                ("target-version", options.asynclint_target_version),
                ("extend-select", list(self.extra)),
            )
            if value
        }
        self.root = root_of((list(options.filenames) or ["."])[0])


class Plugin:
    """What flake8 calls for every file."""

    name = "asynclint"
    version = __version__
    _setup: ClassVar[Setup | None] = None

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        self._tree = tree
        self._filename = filename
        self._lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Options of the same names as the settings; also read from flake8's files."""
        add = manager.add_option
        add("--asynclint-config", parse_from_config=True, help="asynclint's settings file")
        add(
            "--asynclint-async-library",
            parse_from_config=True,
            help="the library the project declares: asyncio, anyio or trio",
        )
        add(
            "--asynclint-target-version",
            parse_from_config=True,
            help="the lowest Python the project supports, such as 3.10",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Keep what the options mean; flake8 calls this in every process it starts."""
        cls._setup = Setup(options)

    def run(self) -> Iterator[Violation]:
        """Findings as flake8 wants them: 1-based lines, 0-based code-point columns."""
        setup = self._setup
        if setup is None or not setup.shown:
            return
        try:
            yield from self._findings(setup)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the pattern engine is no Exception
            reason = str(error) if isinstance(error, UserError) else f"asynclint failed: {error!r}"
            yield self._violation(1, 0, f"{syntax_error.RULE.code} {reason}")

    def _findings(self, setup: Setup) -> Iterator[Violation]:
        session = _session(setup)
        text = "".join(self._lines)
        name = self._filename if self._filename not in ("stdin", "-") else "stdin.py"
        result = session.check_bytes(name, encode(text), tree=self._tree, only=setup.shown)
        for failure in result.failures:
            yield self._violation(1, 0, f"{syntax_error.RULE.code} {failure}")
        for finding in result.findings:
            yield self._violation(
                finding.start.line, finding.start.column - 1, _text(finding)
            )

    def _violation(self, line: int, column: int, text: str) -> Violation:
        return line, column, text, type(self)


@lru_cache(maxsize=4)
def _session(setup: Setup) -> Session:
    return opened(
        setup.root, file=setup.config, isolated=setup.isolated, overrides=setup.overrides
    )


def _text(finding: Finding) -> str:
    where = "".join(
        f" ({related.message} at {os.path.relpath(related.path)}:{related.position.line})"
        for related in finding.related
    )
    return f"{finding.code} {finding.message}{where}"
