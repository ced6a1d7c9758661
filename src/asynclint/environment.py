"""The user's installed packages: where they lie, never imported.

An environment is a folder such as `.venv`, or the interpreter in it. What matters of it are the
folders imports search after the project's own: `site-packages`, and the folders that `.pth` files
there name in plain lines (editable installs, PEP 660). Lines that are code are not run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from glob import escape, glob

NONE = "none"

_IN_PROJECT = (".venv", "venv")
_VARIABLES = ("VIRTUAL_ENV", "CONDA_PREFIX")
_VERSION = re.compile(r"python(\d+)\.(\d+)")


def find(root: str, setting: str | None, variables: Mapping[str, str]) -> str:
    """The environment to read: what the setting `python` names (a folder or an interpreter,
    from the project root), else `.venv` or `venv` of the project, else what is active.

    "" when there is none, or the setting is "none". Nothing is checked of what was set.
    """
    if setting is not None:
        return "" if setting == NONE else os.path.join(root, setting)
    for name in _IN_PROJECT:
        folder = os.path.join(root, name)
        if os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
            return folder
    active = (variables.get(name, "") for name in _VARIABLES)
    return next((folder for folder in active if folder and os.path.isdir(folder)), "")


def folders(
    environment: str, root: str, read: Callable[[str], bytes | None]
) -> tuple[str, ...]:
    """The folders in which imports find the packages of an environment; none when it has none
    or is none. A folder that holds packages itself is its own. What the project at `root`
    installs of itself is no installed package."""
    if not environment:
        return ()
    sites = [path for home in _homes(environment) for path in _site_packages(home)]
    if not sites and os.path.isdir(environment):
        sites = [environment]
    found = list(sites)
    for site in sites:
        found.extend(folder for folder in _added(site, read) if not _overlap(folder, root))
    return tuple(dict.fromkeys(found))


def _homes(environment: str) -> Iterator[str]:
    """The folder itself; of an interpreter, the one above its `bin` or `Scripts`."""
    if os.path.isdir(environment):
        yield environment
    elif os.path.isfile(environment):
        yield os.path.dirname(os.path.dirname(environment))


def _site_packages(home: str) -> list[str]:
    unix = sorted(glob(os.path.join(escape(home), "lib", "python*", "site-packages")), key=_age)
    windows = os.path.join(home, "Lib", "site-packages")
    return [*unix[-1:], *([windows] if os.path.isdir(windows) else [])]


def _age(path: str) -> tuple[int, int]:
    version = _VERSION.search(path)
    return (int(version[1]), int(version[2])) if version else (0, 0)


def _added(site: str, read: Callable[[str], bytes | None]) -> Iterator[str]:
    """Folders that `.pth` files add to the search (documentation of `site`)."""
    for path in sorted(glob(os.path.join(escape(site), "*.pth"))):
        for line in (read(path) or b"").decode("utf-8", "replace").splitlines():
            text = line.strip()
            if text and not text.startswith(("#", "import ", "import\t")):
                folder = os.path.normpath(os.path.join(site, text))
                if os.path.isdir(folder):
                    yield folder


def _overlap(one: str, other: str) -> bool:
    first, second = os.path.join(one, ""), os.path.join(other, "")
    return first.startswith(second) or second.startswith(first)
