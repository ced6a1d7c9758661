"""What functions are called in a whole project, learnt before many of its files are checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import islice

from asynclint.knowledge.last_names import coroutine_names
from asynclint.modules import Modules
from asynclint.words import Words, coroutines, imported, words

_SMALL = 20_000_000  # bytes of a project
_INSTALLED = 100_000_000  # bytes of installed packages; half a second to read

Read = Callable[[str], "bytes | None"]


def project_words(modules: Modules, paths: Sequence[str], read: Read) -> Words | None:
    """The names of all functions that code of the project can mean, when `paths` are most of its
    files; None when that is not so, or costs more to find out than it saves."""
    limit = len(paths) * 2
    found = list(islice(modules.everything(), limit + 1))
    if len(found) > limit or not {*map(os.path.abspath, paths)} <= {*found}:
        return None
    files = [data for data in map(read, found) if data]
    # To read what is installed beside a small project costs more than it saves.
    if modules.installed and sum(map(len, files)) < _SMALL:
        return None
    installed = _installed_words(modules, files, read)
    known = words(files).with_more(Words(coroutine_names(files)))
    return known.with_more(installed) if installed else None


def _installed_words(modules: Modules, files: Sequence[bytes], read: Read) -> Words | None:
    """The coroutine functions of the installed packages that some file imports, or one of these
    packages does; None when they are too many to read."""
    pending, seen = sorted(imported(files)), set[str]()
    found = Words()
    room = _INSTALLED
    while pending and modules.installed:
        texts = [data for data in map(read, modules.installed_files(pending.pop())) if data]
        room -= sum(map(len, texts))
        if room < 0:
            return None
        found = found.with_more(coroutines(texts))
        new = imported(texts) - seen
        seen |= new
        pending += sorted(new)
    return found
