"""Which Pythons a package asks for: in `pyproject.toml`, `setup.cfg` or `setup.py`.

Code is not run: of a `setup.py` what counts is a `python_requires` that is written out. Where no
file has a range, the lowest Python among the trove classifiers is the lower end of one.
(https://packaging.python.org/en/latest/guides/dropping-older-python-versions/)
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable

from asynclint.config.document import Document
from asynclint.config.ini import BadIni, sections
from asynclint.parsing import parse

Read = Callable[[str], "bytes | None"]

_KEYS = (("project", "requires-python"), ("tool", "poetry", "dependencies", "python"))
_CLASSIFIER = re.compile(r"Programming Language :: Python :: 3\.(\d{1,2})\b")


def required_python(
    directory: str, shared: Document | None, read: Read, exists: Callable[[str], bool]
) -> str | None:
    """The version specifier of the package in a directory, whose `pyproject.toml` is `shared`;
    None when there is none, or it does not say."""
    told = _of_document(shared) if shared else None
    if told is not None:
        return told
    texts = {name: _text(os.path.join(directory, name), read, exists) for name in _READERS}
    for name, reader in _READERS.items():
        told = reader(texts[name]) if texts[name] else None
        if told is not None:
            return told
    known = "\n".join((*texts.values(), _classifiers(shared)))
    minors = [int(minor) for minor in _CLASSIFIER.findall(known)]
    return f">=3.{min(minors)}" if minors else None


def _of_document(document: Document) -> str | None:
    for path in _KEYS:
        value: object = document.content
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, str):
            return value
    return None


def _classifiers(document: Document | None) -> str:
    project = document.content.get("project") if document else None
    listed = project.get("classifiers") if isinstance(project, dict) else None
    return "\n".join(map(str, listed)) if isinstance(listed, list) else ""


def _text(path: str, read: Read, exists: Callable[[str], bool]) -> str:
    data = read(path) if exists(path) else None
    return data.decode("utf-8", "replace") if data else ""


def _of_setup_cfg(text: str) -> str | None:
    try:
        return sections(text).get("options", {}).get("python_requires")
    except BadIni:
        return None


def _of_setup_py(text: str) -> str | None:
    try:
        tree = parse(text).tree
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="python_requires", value=ast.Constant(value=str(told))):
                return told
    return None


_READERS = {"setup.cfg": _of_setup_cfg, "setup.py": _of_setup_py}
