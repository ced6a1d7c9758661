"""The modules of one release of a package: read from a wheel or from a standard library."""

from __future__ import annotations

import ast
import os
import warnings
import zipfile
from collections.abc import Iterator
from typing import NamedTuple


class Module(NamedTuple):
    """One module. `is_package` tells whether it comes from an `__init__.py`."""

    name: str
    text: bytes
    is_package: bool


class Release(NamedTuple):
    """One release of the package imported as `name`; its modules by full name."""

    name: str
    version: str
    modules: dict[str, Module]


def from_wheel(path: str, name: str) -> Release:
    """The package `name` in a wheel; the version is taken from the file's name."""
    version = os.path.basename(path).split("-")[1]
    with zipfile.ZipFile(path) as wheel:
        texts = {
            file: wheel.read(file)
            for file in wheel.namelist()
            if file.endswith(".py") and file.startswith((name + "/", name + ".py"))
        }
    return Release(name, version, dict(_modules(texts)))


def from_standard_library(folder: str, version: str, name: str) -> Release:
    """The package or module `name` of an interpreter whose library lies in `folder`."""
    top = os.path.join(folder, name)
    paths = [top + ".py"] if os.path.isfile(top + ".py") else list(_python_files(top))
    texts = {}
    for path in paths:
        with open(path, "rb") as file:
            texts[os.path.relpath(path, folder).replace(os.sep, "/")] = file.read()
    return Release(name, version, dict(_modules(texts)))


def parsed(module: Module) -> ast.Module:
    """The syntax tree; an empty one for templates and other text that is not Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(module.text)
        except (SyntaxError, ValueError):
            return ast.Module(body=[], type_ignores=[])


def _python_files(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        yield from (os.path.join(parent, file) for file in sorted(files) if file.endswith(".py"))


def _modules(texts: dict[str, bytes]) -> Iterator[tuple[str, Module]]:
    for path, text in sorted(texts.items()):
        parts = path[: -len(".py")].split("/")
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        yield name, Module(name, text, is_package)
