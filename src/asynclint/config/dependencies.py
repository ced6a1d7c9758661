"""Which packages a project declares or locks, and the releases it allows, for a few packages.

Of a folder the lock files count first, for they name one release; then what `pyproject.toml`
declares, then requirements files, `setup.cfg`, `setup.py`, `tox.ini` and `noxfile.py`. Where one
kind of file names a package several times, each of these releases may be the one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from asynclint.config.document import Document
from asynclint.pytest_setup import Release, Versions

Read = Callable[[str], "bytes | None"]
Found = dict[str, Versions]

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
_SCRIPTS = ("setup.cfg", "setup.py", "tox.ini", "noxfile.py")
_LISTS = frozenset(
    {"dependencies", "dev-dependencies", "extra-dependencies", "optional-dependencies"}
    | {"dependency-groups"}
)
_LOCKED = re.compile(r'\[\[packages?\]\]\s+name = "([^"]+)"\s+version = "([^"]+)"')
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#]*)")
_CLAUSE = re.compile(r"(~=|===|==|!=|>=|<=|>|<|\^|~|=|)\s*v?(\d+(?:\.\d+)*)(\.\*)?[\w.+-]*")
_BETWEEN = re.compile(r"\s*,\s*|(?<=[\w*])\s+(?=[<>=!~^])")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


def declared(
    directory: str, shared: Document | None, read: Read, wanted: Collection[str]
) -> Mapping[str, Versions]:
    """What the files of one directory say about the wanted packages, whose names are lower
    case with hyphens; `shared` is its `pyproject.toml`."""
    entries = _entries(directory)
    found = _locked(directory, entries, read, wanted)
    for name, versions in _of_document(shared, wanted).items() if shared else ():
        found.setdefault(name, versions)
    for name, versions in _of_texts(_texts(directory, entries, read), wanted).items():
        found.setdefault(name, versions)
    return found


def installed(folders: Collection[str], wanted: Collection[str]) -> Mapping[str, Versions]:
    """The releases of the wanted packages in folders of installed packages."""
    found: Found = {}
    for folder in folders:
        for entry in _entries(folder):
            name, _, rest = entry.removesuffix(".dist-info").partition("-")
            if entry.endswith(".dist-info") and normalised(name) in wanted:
                _add(found, normalised(name), exactly(rest))
    return found


def normalised(name: str) -> str:
    """A distribution's name as comparisons want it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def exactly(version: str) -> Versions:
    """The one release a version text names; anything when it names none."""
    numbers = _numbers(version)
    return Versions(numbers, _after(numbers)) if numbers else Versions()


def allowed(specifier: str) -> Versions:
    """The releases that a specifier of packaging or Poetry allows; anything when it is not
    understood."""
    versions = Versions()
    for clause in _BETWEEN.split(specifier.strip().strip("()")):
        match = _CLAUSE.fullmatch(clause.strip())
        if match is None:
            if clause.strip() in ("", "*"):
                continue
            return Versions()
        versions = _both(versions, _of_clause(match[1], _numbers(match[2]), bool(match[3])))
    return versions


def _of_clause(operator: str, release: Release, wild: bool) -> Versions:
    if wild and operator in ("==", "=", ""):
        return Versions(release, _bumped(release))
    match operator:
        case "==" | "===" | "=" | "":
            return Versions(release, _after(release))
        case ">=" | ">":
            return Versions(release)
        case "<":
            return Versions(None, release)
        case "<=":
            return Versions(None, _after(release))
        case "~=":
            return Versions(release, _bumped(release[:-1] or release))
        case "~":
            return Versions(release, _bumped(release[:2]))
        case "^":
            first = next((i for i, number in enumerate(release) if number), len(release) - 1)
            return Versions(release, _bumped(release[: first + 1]))
    return Versions()


def _numbers(text: str) -> Release:
    match = _RELEASE.match(text)
    return tuple(map(int, match[0].split("."))) if match else ()


def _bumped(release: Release) -> Release:
    return (*release[:-1], release[-1] + 1)


def _after(release: Release) -> Release:
    """What comes before the next release that people number in three parts."""
    return _bumped((*release, 0, 0)[: max(3, len(release))])


def _both(one: Versions, other: Versions) -> Versions:
    lowest = max(filter(None, (one.lowest, other.lowest)), default=None)
    return Versions(lowest, min(filter(None, (one.end, other.end)), default=None))


def _add(found: Found, name: str, versions: Versions) -> None:
    """Note that a package may also be one of these releases."""
    if name not in found:
        found[name] = versions
        return
    one = found[name]
    lowest = min(one.lowest, versions.lowest) if one.lowest and versions.lowest else None
    found[name] = Versions(lowest, max(one.end, versions.end) if one.end and versions.end else None)


def _locked(directory: str, entries: Collection[str], read: Read, wanted: Collection[str]) -> Found:
    found: Found = {}
    for lock in _LOCKS:
        text = _text(os.path.join(directory, lock), read) if lock in entries else ""
        for name, version in _LOCKED.findall(text):
            if normalised(name) in wanted:
                _add(found, normalised(name), exactly(version))
    return found


def _of_document(document: Document, wanted: Collection[str]) -> Found:
    found: Found = {}
    for name, specifier in _requirements(document.content, listed=False):
        if normalised(name) in wanted:
            _add(found, normalised(name), allowed(specifier))
    return found


def _requirements(value: object, *, listed: bool) -> Iterator[tuple[str, str]]:
    """Names and specifiers in lists of requirements (PEP 508), and in tables such as Poetry's,
    below keys that hold dependencies."""
    if isinstance(value, dict):
        for key, inner in value.items():
            text = inner.get("version") if isinstance(inner, dict) else inner
            if listed and isinstance(text, str):
                yield key, text
            else:
                yield from _requirements(inner, listed=listed or key in _LISTS)
    elif isinstance(value, list) and listed:
        for item in value:
            match = _REQUIREMENT.match(item) if isinstance(item, str) else None
            if match:
                yield match[1], match[2]


def _of_texts(texts: Iterator[str], wanted: Collection[str]) -> Found:
    """Requirements in plain texts, by the names that are wanted."""
    found: Found = {}
    names = "|".join(name.replace("-", "[-_.]") for name in sorted(wanted))
    pattern = re.compile(
        rf"(?:^|[\s\"':])({names})(?:\[[\w,. -]*\])?"
        r"[ \t]*((?:(?:[~=!<>]=?|===)[ \t]*[\w.*]+[, \t]*)*)(?=$|[\"';#\\)\]])",
        re.MULTILINE | re.IGNORECASE,
    )
    for text in texts:
        bare = re.sub(r"(?m)(^|\s)#.*$", "", text)
        for name, specifier in pattern.findall(bare):
            _add(found, normalised(name), allowed(specifier.rstrip(", \t")))
    return found


def _texts(directory: str, entries: Collection[str], read: Read) -> Iterator[str]:
    for entry in sorted(entries):
        path = os.path.join(directory, entry)
        if entry in _SCRIPTS or ("requirements" in entry and entry.endswith((".txt", ".in"))):
            yield _text(path, read)
        elif entry == "requirements":
            inside = sorted(e for e in _entries(path) if e.endswith((".txt", ".in")))
            yield from (_text(os.path.join(path, name), read) for name in inside)


def _text(path: str, read: Read) -> str:
    return (read(path) or b"").decode("utf-8", "replace")


def _entries(directory: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(directory))
    except OSError:
        return frozenset()
