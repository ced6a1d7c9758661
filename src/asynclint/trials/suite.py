"""All pages of some folders: what `asynclint test` runs, for our rules and for users' packs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asynclint import patterns
from asynclint.disk import read
from asynclint.model import UserError
from asynclint.nearest import suggestion
from asynclint.packs.reading import is_rule_file
from asynclint.pages import Page, read_page
from asynclint.resources import packs_folder, page_paths, pages_folder
from asynclint.rule import Rule
from asynclint.session import edited_rules
from asynclint.trials.trial import fires, run_example

# What a new rule says wherever its author has something to say.
UNFINISHED = "Fill in:"


class Summary(NamedTuple):
    """What a run over pages gave. `errors` are pages and packs that cannot be read."""

    pages: int
    examples: int
    failures: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def status(self) -> int:
        """The exit status: 0 all well, 1 failures, 2 something could not be tested."""
        return 2 if self.errors else int(bool(self.failures))

    def __str__(self) -> str:
        last = (
            f"{_counted(self.examples, 'example')} in {_counted(self.pages, 'page')}, "
            f"{_counted(len(self.failures), 'failure')}"
        )
        return "\n".join([*self.errors, *self.failures, last])


def run_pages(paths: Sequence[str] = (), rules: Sequence[Rule] | None = None) -> Summary:
    """Run the examples of pages and say what is not as they show it.

    `paths` are pages, rules in YAML, and folders of both; with none, the shipped pages are run
    and every shipped rule must have one. `rules` are those there are already. Raises
    `UserError` for a path that is not there, and for a pack that cannot be read.
    """
    known = tuple(edited_rules() if rules is None else rules)
    own: tuple[Rule, ...] = ()
    for folder in _folders_of_rules(paths):
        own += patterns.load(folder, os.path.relpath(folder), (*known, *own))
    needed = own if paths else known
    pages, errors = _read_pages(_paths_of_pages(paths or (pages_folder(),)), (*known, *own))
    failures = []
    examples = 0
    for page in pages:
        runnable = [e for e in page.examples if e.python is None or sys.version_info >= e.python]
        examples += len(runnable)
        failures += about_page(page, (*known, *own))
        for example in runnable:
            failures += map(str, run_example(page, example, (*known, *own)))
    if not pages and not errors:
        errors.append(f"no pages in {', '.join(paths)}")
    failures += _without_page(needed, pages, errors)
    return Summary(len(pages), examples, tuple(failures), tuple(errors))


def about_page(page: Page, rules: Iterable[Rule]) -> list[str]:
    """What is wrong with a page as a whole: a rule that is never seen, words nobody filled in."""
    (rule,) = (rule for rule in rules if rule.name == page.name)
    problems = [
        f"{page.path}:{number}: {line}"
        for number, line in enumerate(page.text.splitlines(), 1)
        if UNFINISHED in line
    ]
    module = sys.modules.get(getattr(rule.check, "__module__", ""))
    for text in (rule.summary, getattr(module, "__doc__", None) or ""):
        if text.startswith(UNFINISHED):
            problems.append(f"{page.path}:1: the rule itself says: {text}")
    if not any(fires(example, rule.name) for example in page.examples):
        problems.append(f"{page.path}:1: no example shows a finding of {rule.name}")
    shown = any(file.fixed is not None for example in page.examples for file in example.files)
    if rule.fix and not shown:
        problems.append(f"{page.path}:1: no example shows the fix of {rule.name}")
    return problems


def _without_page(
    rules: Iterable[Rule], pages: Sequence[Page], errors: Sequence[str]
) -> Iterator[str]:
    """Rules that no page explains; a page that cannot be read has its own error."""
    names = [page.name for page in pages]
    for rule in rules:
        if rule.name not in names and not any(f"{rule.name}.md" in error for error in errors):
            yield f"{rule.code} {rule.name}: no page explains it"
    for name in sorted({name for name in names if names.count(name) > 1}):
        places = ", ".join(page.path for page in pages if page.name == name)
        yield f"{name}: more than one page: {places}"


def _read_pages(paths: Iterable[str], rules: Sequence[Rule]) -> tuple[list[Page], list[str]]:
    names = {rule.name for rule in rules}
    pages, errors = [], []
    for path in paths:
        shown = os.path.relpath(path)
        try:
            pages.append(read_page(shown, read(path).decode(), names))
        except UserError as error:
            errors.append(str(error))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not valid UTF-8"
            errors.append(f"{shown}: cannot be read: {reason}")
    return pages, errors


def _paths_of_pages(paths: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            found.update(dict.fromkeys(page_paths(path)))
        elif is_rule_file(path):
            found[f"{os.path.splitext(path)[0]}.md"] = None
        else:
            found[path] = None
    return list(found)


def _folders_of_rules(paths: Iterable[str]) -> list[str]:
    """Folders with rules in YAML among the paths; a page is tested with the rules beside it."""
    found: dict[str, None] = {}
    for path in paths:
        if not os.path.exists(path):
            folder = os.path.dirname(path) or "."
            near = suggestion(os.path.basename(path), _names(folder))
            raise UserError(f"no such file or directory: {path!r}{near}")
        folder = path if os.path.isdir(path) else os.path.dirname(path) or "."
        holds_rules = os.path.isdir(path) or any(map(is_rule_file, _names(folder)))
        if holds_rules and not _is_shipped(folder):
            found[os.path.abspath(folder)] = None
    return [f for f in found if not any(f != g and f.startswith(g + os.sep) for g in found)]


def _is_shipped(folder: str) -> bool:
    below = os.path.join(os.path.realpath(folder), "")
    own = (pages_folder(), packs_folder())
    return any(below.startswith(os.path.join(os.path.realpath(each), "")) for each in own)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
