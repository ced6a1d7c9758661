"""The modules of one release of a package: read from a wheel or from a standard library."""

from __future__ import annotations

import ast
import os
import warnings
import zipfile
from collections.abc import Collection, Iterator
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
        files = set(wheel.namelist())
        texts = {
            file: wheel.read(file)
            for file in sorted(files)
            if file.startswith((name + "/", name + ".py")) and _is_source(file, files)
        }
    return Release(name, version, dict(_modules(texts)))


def from_stubs(path: str, folder: str, name: str) -> Release:
    """The stubs of the package `name` in a folder of a wheel, with those of its C part."""
    version = os.path.basename(path).split("-")[1]
    tops = (f"{name}/", f"{name}.pyi", f"_{name}.pyi")
    with zipfile.ZipFile(path) as wheel:
        texts = {
            inside: wheel.read(file)
            for file in sorted(wheel.namelist())
            if file.startswith(folder + "/") and file.endswith(".pyi")
            for inside in [file[len(folder) + 1 :]]
            if inside.startswith(tops)
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


def _is_source(file: str, files: Collection[str]) -> bool:
    """Whether it is Python text, or a stub where there is no text: of a C module."""
    return file.endswith(".py") or (file.endswith(".pyi") and file[:-1] not in files)


def _python_files(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        yield from (os.path.join(parent, file) for file in sorted(files) if file.endswith(".py"))


def _modules(texts: dict[str, bytes]) -> Iterator[tuple[str, Module]]:
    for path, text in sorted(texts.items()):
        parts = os.path.splitext(path)[0].split("/")
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        yield name, Module(name, text, is_package)
