"""Bugs of public repositories, and the trees they are in: read the list, write the trees.

Promise: a tree holds the regular files of one revision that `PATTERNS` names, nothing is written
outside the folder of that tree, and the folder is either whole or absent.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

# Code, settings, and what says which versions of other packages a project uses.
PATTERNS = (
    *("*.py", "*.pyi", "*.toml", "*.cfg", "*.ini"),
    *("requirements*.txt", "Pipfile*", "pdm.lock", "poetry.lock", "uv.lock"),
)
REGULAR = frozenset({"100644", "100755"})


class HistoryError(Exception):
    """A list or a repository that cannot be used; the text is one line for people."""


class Bug(NamedTuple):
    """One mistake and its end: `lines` of `file` at `buggy_rev`, `fixed_lines` at `fixed_rev`.

    `callee` is the text of what the wrong line calls, "" when the mistake is no call.
    """

    id: str
    repo: str
    kind: str
    file: str
    buggy_rev: str
    fixed_rev: str
    lines: tuple[int, ...]
    fixed_lines: tuple[int, ...]
    callee: str


class Blob(NamedTuple):
    """The content of a file, by its hash, and the file's path in the tree."""

    path: str
    sha1: str


def read_bugs(path: Path) -> list[Bug]:
    """The bugs of a list, in file order; HistoryError when one is malformed."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return [_bug(entry) for entry in entries]
    except (ValueError, TypeError, KeyError) as error:
        raise HistoryError(f"{path.name}: {type(error).__name__}: {error}") from error


def chosen(bugs: Iterable[Bug], words: Sequence[str]) -> list[Bug]:
    """The bugs whose id, repository or kind is one of the words; all when there are none."""
    bugs = list(bugs)
    for word in words:
        if not any(word in _names(bug) for bug in bugs):
            raise HistoryError(f"no bug has the id, repository or kind {word!r}")
    return [bug for bug in bugs if not words or set(words) & _names(bug)]


def folder_name(repo: str) -> str:
    """What the folder of a repository is called: `owner+name`."""
    return repo.replace("/", "+")


def tree(repo: str, revision: str, repos: Path, cache: Path) -> Path:
    """The folder with the files of a revision; it is written when the cache has none."""
    folder = cache / folder_name(repo) / revision
    if folder.is_dir():
        return folder
    git_folder = repos / folder_name(repo) / "repo"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=folder.parent) as partial:
        whole = Path(partial) / "files"
        # A project of its own: settings of the folders above are not looked at.
        (whole / ".git").mkdir(parents=True)
        blobs = list(_blobs(git_folder, revision))
        for blob, content in zip(blobs, _contents(git_folder, blobs), strict=True):
            target = whole.joinpath(*_safe_parts(blob.path))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        whole.rename(folder)
    return folder


def _bug(entry: dict[str, Any]) -> Bug:
    known = {**entry, "callee": entry.get("callee") or ""}
    for key in ("lines", "fixed_lines"):
        known[key] = tuple(int(line) for line in known[key])
    bug = Bug(**{key: known[key] for key in Bug._fields})
    # Both become folders, and the revision becomes an argument of git.
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*", bug.repo):
        raise ValueError(f"{bug.repo!r} is not the name of a repository")
    for revision in (bug.buggy_rev, bug.fixed_rev):
        if not re.fullmatch(r"[0-9a-f]{40}", revision):
            raise ValueError(f"{bug.id}: a revision must be 40 lower-case hexadecimal digits")
    return bug


def _names(bug: Bug) -> set[str]:
    return {bug.id, bug.repo, bug.kind}


def _blobs(git_folder: Path, revision: str) -> Iterator[Blob]:
    listing = _git(git_folder, "ls-tree", "-r", "-z", "--full-tree", revision)
    for line in filter(None, listing.split(b"\0")):
        about, _, name = line.partition(b"\t")
        mode, _, sha1 = about.decode("ascii").split()
        path = name.decode("utf-8", "surrogateescape")
        if mode in REGULAR and any(fnmatchcase(PurePosixPath(path).name, p) for p in PATTERNS):
            yield Blob(path, sha1)


def _contents(git_folder: Path, blobs: Sequence[Blob]) -> Iterator[bytes]:
    """The bytes of each blob, from one process."""
    wanted = "".join(f"{blob.sha1}\n" for blob in blobs).encode("ascii")
    output = _git(git_folder, "cat-file", "--batch", stdin=wanted)
    start = 0
    for blob in blobs:
        head_end = output.index(b"\n", start)
        words = output[start:head_end].split()
        if len(words) != 3:  # a snapshot may list a file and not hold it
            raise HistoryError(f"{git_folder.parent.name}: lacks the content of {blob.path!r}")
        content_end = head_end + 1 + int(words[2])
        yield output[head_end + 1 : content_end]
        start = content_end + 1


def _git(git_folder: Path, *words: str, stdin: bytes = b"") -> bytes:
    # The folder may belong to somebody else, as in a container; nothing of it is executed.
    command = ["git", "-c", "safe.directory=*", f"--git-dir={git_folder}", *words]
    run = subprocess.run(command, input=stdin, capture_output=True, check=False)
    if run.returncode != 0:
        last = (run.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"])[-1]
        raise HistoryError(f"{git_folder.parent.name}: {last[:300]}")
    return run.stdout


def _safe_parts(path: str) -> tuple[str, ...]:
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or parts[0] == ".git" or "\\" in path:
        raise HistoryError(f"refuses to write {path!r}")
    return parts
