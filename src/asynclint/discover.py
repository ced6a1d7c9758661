"""From the paths on a command line to the files to check, always in the same order.

A file that is named is always given. Directories are walked for `.py`, `.pyi` and the files
pytest takes its configuration from, without what `.gitignore` files, the setting `exclude`
and `DEFAULT_EXCLUDES` leave out, and without virtual environments. Only regular files are
given: a FIFO would hang its reader.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from asynclint.globs import matcher
from asynclint.ignorefile import IgnoreFile
from asynclint.kinds import CONFIGURATION, PROSE, PYTHON
from asynclint.model import Options, UserError
from asynclint.nearest import suggestion

# Directories that hold what a project keeps or builds, not what it wrote.
# fmt: off
DEFAULT_EXCLUDES = frozenset(
    {
        ".bzr", ".direnv", ".eggs", ".git", ".hg", ".hypothesis", ".ipynb_checkpoints",
        ".mypy_cache", ".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache",
        ".svn", ".tox", ".venv", ".vscode", "__pycache__", "__pypackages__", "build", "dist",
        "node_modules", "site-packages", "venv",
    }
)
# fmt: on

# No ignore file written by people comes near this many bytes.
_IGNORE_LIMIT = 1_000_000

# Answers of `_why_not_file` that are no reasons to report.
_DIRECTORY = "directory"
_SILENT = "of no interest"


def files(
    paths: Sequence[str],
    options_for: Callable[[str], Options],
    *,
    problem: Callable[[str, str], None],
    prose: bool = False,
) -> Iterator[str]:
    """Give each file to check once: within a directory its files by name, then what is below.

    Relative paths stay relative. `options_for` is asked for the settings at a path;
    `problem(path, reason)` hears of what is skipped because it cannot be read. With `prose`,
    directories are also walked for Markdown and reStructuredText. Raises UserError, before the
    first file is given, for a path that does not exist.
    """
    for path in paths:
        _must_exist(path)
    walk = _Walk(options_for, problem, (*PYTHON, *PROSE) if prose else PYTHON)
    if len(paths) == 1:
        yield from walk.under(paths[0])
        return
    given: set[str] = set()
    for path in paths:
        for file in walk.under(path):
            absolute = os.path.abspath(file)
            if absolute not in given:
                given.add(absolute)
                yield file


def _must_exist(path: str) -> None:
    try:
        os.stat(path)
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            raise UserError(f"permission denied: {path!r}") from None
        if os.path.islink(path):
            raise UserError(f"broken symbolic link: {path!r}") from None
        raise UserError(f"no such file or directory: {path!r}{_nearest(path)}") from None


def _nearest(path: str) -> str:
    """Suggest an existing name for the first part of `path` that does not exist."""
    parent, name = os.path.split(path.rstrip(os.sep))
    while parent and not os.path.lexists(parent) and os.path.split(parent)[1]:
        parent, name = os.path.split(parent)
    try:
        beside = os.listdir(parent or os.curdir)
    except (OSError, ValueError):
        return ""
    return suggestion(os.path.join(parent, name), [os.path.join(parent, each) for each in beside])


class _Directory(NamedTuple):
    """A directory to walk: how it is shown, where it is, and the ignore files above it.

    `shown` and `absolute` end with a separator, or are empty for the current directory.
    """

    shown: str
    absolute: str
    ignores: tuple[IgnoreFile, ...]


class _Listing:
    """The entries of one directory that matter, sorted."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.directories: list[str] = []
        self.has_ignore_file = False
        self.is_environment = False


class _Walk:
    def __init__(
        self,
        options_for: Callable[[str], Options],
        problem: Callable[[str, str], None],
        endings: tuple[str, ...],
    ) -> None:
        self._endings = endings
        self._options_for = options_for
        self._problem = problem
        self._matchers: dict[tuple[str, ...], Callable[[str], bool]] = {}

    def under(self, path: str) -> Iterator[str]:
        """Give the files at and below `path`, which exists."""
        if not os.path.isdir(path):
            self._options_for(path)  # a mistake in the settings ends the run before it starts
            yield path
            return
        start = _start(path)
        # A stack, not recursion: trees are deeper than Python's limit when somebody wants it.
        stack = [start]
        while stack:
            directory = stack.pop()
            listing = self._listing(directory)
            if listing.is_environment and directory is not start:
                continue
            ignores = directory.ignores
            if listing.has_ignore_file:
                ignores += _ignore_files(directory.absolute)
            keep = self._kept(directory, ignores, listing)
            for name in listing.files:
                if keep is None or keep(name, False):
                    yield directory.shown + name
            for name in reversed(listing.directories):
                if keep is None or keep(name, True):
                    below = name + "/"
                    stack.append(
                        _Directory(directory.shown + below, directory.absolute + below, ignores)
                    )

    def _listing(self, directory: _Directory) -> _Listing:
        listing = _Listing()
        try:
            with os.scandir(directory.shown or os.curdir) as entries:
                for entry in entries:
                    self._sort_in(entry, directory.shown, listing)
        except OSError as error:
            self._problem(directory.shown or os.curdir, _reason(error))
        listing.files.sort()
        listing.directories.sort()
        return listing

    def _sort_in(self, entry: os.DirEntry[str], shown: str, listing: _Listing) -> None:
        name = entry.name
        # Suffix first: it costs nothing, and is_file() has no system call but for links.
        if name.endswith(self._endings) or name in CONFIGURATION:
            reason = _why_not_file(entry)
            if not reason:
                listing.files.append(name)
            elif reason == _DIRECTORY:
                listing.directories.append(name)
            elif reason != _SILENT:
                self._problem(shown + name, reason)
        elif name == ".gitignore":
            listing.has_ignore_file = True
        elif name == "pyvenv.cfg":
            listing.is_environment = True
        elif name not in DEFAULT_EXCLUDES and entry.is_dir(follow_symlinks=False):
            listing.directories.append(name)

    def _kept(
        self, directory: _Directory, ignores: tuple[IgnoreFile, ...], listing: _Listing
    ) -> Callable[[str, bool], bool] | None:
        """Say how to ask whether a name of this directory is kept; None when all are."""
        name = next(iter(listing.files or listing.directories), None)
        if name is None:
            return None
        exclude = self._options_for(directory.shown + name).exclude
        if not exclude and not ignores:
            return None
        if exclude not in self._matchers:
            self._matchers[exclude] = matcher(exclude)
        is_excluded = self._matchers[exclude]
        base = directory.absolute

        def keep(name: str, is_directory: bool) -> bool:
            path = base + name
            return not is_excluded(path) and not _is_ignored(ignores, path, name, is_directory)

        return keep


def _start(path: str) -> _Directory:
    shown = path
    while shown.startswith("./"):
        shown = shown[2:].lstrip("/")
    if shown in ("", "."):
        shown = ""
    elif not shown.endswith("/"):
        shown += "/"
    absolute = os.path.abspath(path)
    return _Directory(shown, absolute.rstrip("/") + "/", _ignores_above(absolute))


def _ignores_above(directory: str) -> tuple[IgnoreFile, ...]:
    """Read the ignore files from the root of the repository down to above `directory`."""
    above: list[str] = []
    current = directory
    while not _is_repository(current):
        parent = os.path.dirname(current)
        if parent == current:
            return ()
        above.append(parent)
        current = parent
    return tuple(ignore for each in reversed(above) for ignore in _ignore_files(each))


def _is_repository(directory: str) -> bool:
    return any(os.path.lexists(os.path.join(directory, name)) for name in (".git", ".hg"))


def _ignore_files(directory: str) -> tuple[IgnoreFile, ...]:
    path = os.path.join(directory, ".gitignore")
    # Git does not follow a link here either.
    if not os.path.isfile(path) or os.path.islink(path):
        return ()
    try:
        with open(path, "rb") as file:
            data = file.read(_IGNORE_LIMIT)
    except OSError:
        return ()
    text = os.fsdecode(data.removeprefix(b"\xef\xbb\xbf"))
    return (IgnoreFile(directory, text),)


def _is_ignored(ignores: tuple[IgnoreFile, ...], path: str, name: str, is_directory: bool) -> bool:
    for ignore in reversed(ignores):
        verdict = ignore.verdict(path, name, is_directory=is_directory)
        if verdict is not None:
            return verdict
    return False


def _why_not_file(entry: os.DirEntry[str]) -> str:
    """Say why a name that ends like a file to check is none; empty for a regular file."""
    try:
        if entry.is_file():
            return ""
        if entry.is_dir():
            return _SILENT if entry.is_symlink() else _DIRECTORY
    except OSError as error:
        return _reason(error)
    if not entry.is_symlink():
        return "not a regular file"
    # Emacs marks a file that somebody edits by a dangling link beside it.
    return _SILENT if entry.name.startswith(".#") else "broken symbolic link"


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
