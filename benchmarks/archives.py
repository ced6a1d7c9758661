"""The pinned packages of `corpora.toml`: read the list, download, verify and unpack.

Promise: nothing is unpacked whose SHA-256 is not the recorded one, nothing is written outside
the folder of its corpus, and a folder is either whole or absent.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

import tomli

KINDS = ("sdist", "wheel")
STAMP = ".corpus-sha256"


class CorpusError(Exception):
    """A corpus that cannot be had or measured; the text is one line for people."""


class Corpus(NamedTuple):
    """One pinned package. `options` are settings of asynclint, as in `asynclint.toml`."""

    name: str
    version: str
    kind: str
    sha256: str
    options: Mapping[str, object]


def add_cache_option(parser: argparse.ArgumentParser) -> None:
    """The option that names the folder of the corpora."""
    default = os.environ.get("ASYNCLINT_CORPORA") or "~/.cache/asynclint-corpora"
    parser.add_argument("--cache", type=Path, default=Path(default).expanduser())


class Member(NamedTuple):
    """One regular file of an archive, under the name the archive gives it."""

    name: str
    content: IO[bytes]


def read_corpora(path: Path) -> list[Corpus]:
    """The entries of a corpora file, in file order; CorpusError when one is malformed."""
    try:
        document = tomli.loads(path.read_text(encoding="utf-8"))
    except tomli.TOMLDecodeError as error:
        raise CorpusError(f"{path.name}: {error}") from error
    corpora = [_corpus(entry) for entry in document.get("corpus", [])]
    names = [corpus.name for corpus in corpora]
    for name in names:
        if names.count(name) > 1:
            raise CorpusError(f"{path.name}: `{name}` is listed twice")
    return corpora


def fetch(corpus: Corpus, cache: Path) -> bool:
    """Put the files of a corpus at `cache/<name>`; False when they were there already.

    The archive is kept in `cache/archives`, so a second unpacking needs no network.
    """
    folder = cache / corpus.name
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == corpus.sha256:
        return False
    archive = _kept_archive(corpus, cache / "archives") or _download(corpus, cache / "archives")
    with tempfile.TemporaryDirectory(prefix=f".{corpus.name}-", dir=cache) as partial:
        whole = Path(partial) / "files"
        unpack(archive, whole)
        (whole / STAMP).write_text(corpus.sha256, encoding="ascii")
        if folder.exists():
            shutil.rmtree(folder)
        whole.rename(folder)
    return True


def unpack(archive: Path, folder: Path) -> None:
    """Write the regular files of a wheel or sdist below `folder`.

    Links and devices are left out. A name that would leave `folder` is a CorpusError.
    The one top folder of an sdist is not repeated.
    """
    folder.mkdir(parents=True)
    for member in _members(archive):
        target = folder.joinpath(*_safe_parts(member.name, archive))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            shutil.copyfileobj(member.content, out)
    _drop_single_top_folder(folder, archive)


def _corpus(entry: Mapping[str, object]) -> Corpus:
    known = {"options": {}, **entry}
    if set(known) != set(Corpus._fields):
        odd = ", ".join(sorted(set(known) ^ set(Corpus._fields)))
        raise CorpusError(f"corpus {entry.get('name')!r}: missing or unknown keys: {odd}")
    name, version, kind, sha256 = (str(known[key]) for key in Corpus._fields[:4])
    options = known["options"]
    # The name becomes a folder and, with the version, an argument of pip.
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise CorpusError(f"{name!r} is not the name of a package")
    if not re.fullmatch(r"[0-9][A-Za-z0-9.+!]*", version):
        raise CorpusError(f"corpus {name!r}: {version!r} is not an exact version")
    if kind not in KINDS:
        raise CorpusError(f"corpus {name!r}: kind is {kind!r}, not one of {', '.join(KINDS)}")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise CorpusError(f"corpus {name!r}: sha256 must be 64 lower-case hexadecimal digits")
    if not isinstance(options, dict):
        raise CorpusError(f"corpus {name!r}: options must be a table")
    return Corpus(name, version, kind, sha256, options)


def _kept_archive(corpus: Corpus, archives: Path) -> Path | None:
    if not archives.is_dir():
        return None
    version = corpus.version.lower()
    named = (path for path in sorted(archives.iterdir()) if version in path.name.lower())
    return next((path for path in named if _sha256(path) == corpus.sha256), None)


def _download(corpus: Corpus, archives: Path) -> Path:
    """Fetch one archive with pip. pip compares the hash, before it runs any build."""
    archives.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archives) as fresh:
        wanted = Path(fresh) / "requirements.txt"
        wanted.write_text(f"{corpus.name}=={corpus.version} --hash=sha256:{corpus.sha256}\n")
        only = "--only-binary" if corpus.kind == "wheel" else "--no-binary"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--ignore-requires-python", f"{only}={corpus.name}"]
        command += ["--dest", fresh, "--requirement", str(wanted)]
        run = subprocess.run(command, check=False, capture_output=True, text=True)
        if run.returncode != 0:
            raise CorpusError(f"{corpus.name} {corpus.version}: {_pip_error(run.stderr)}")
        found = next(path for path in Path(fresh).iterdir() if path != wanted)
        return found.replace(archives / found.name)


def _pip_error(stderr: str) -> str:
    """The last line of pip that says what went wrong; pip can print thousands of versions."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["pip failed and said nothing"])[-1][:300]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _members(archive: Path) -> Iterator[Member]:
    if zipfile.is_zipfile(archive):
        yield from _zip_members(archive)
    elif tarfile.is_tarfile(archive):
        yield from _tar_members(archive)
    else:
        raise CorpusError(f"{archive.name}: neither a zip nor a tar archive")


def _zip_members(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as box:
        for info in box.infolist():
            # The upper half of the attributes is the Unix mode; 0o12 is a symbolic link.
            is_link = info.external_attr >> 28 == 0o12
            if not info.is_dir() and not is_link:
                with box.open(info) as content:
                    yield Member(info.filename, content)


def _tar_members(archive: Path) -> Iterator[Member]:
    with tarfile.open(archive) as box:
        for info in box:
            content = box.extractfile(info) if info.isreg() else None
            if content is not None:
                with content:
                    yield Member(info.name, content)


def _safe_parts(name: str, archive: Path) -> tuple[str, ...]:
    path = PurePosixPath(name)
    leaves = path.is_absolute() or ".." in path.parts or not path.parts
    # A backslash or a drive is harmless here and a way out on Windows.
    if leaves or "\\" in name or re.match(r"[A-Za-z]:", name):
        raise CorpusError(f"{archive.name}: refuses to unpack {name!r}")
    return path.parts


def _drop_single_top_folder(folder: Path, archive: Path) -> None:
    if archive.suffix == ".whl":
        return
    tops = list(folder.iterdir())
    if len(tops) != 1 or not tops[0].is_dir():
        return
    # Moved aside first: the top folder may hold an entry of its own name.
    top = folder.with_name(folder.name + ".top")
    tops[0].rename(top)
    folder.rmdir()
    top.rename(folder)
