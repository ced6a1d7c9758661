"""How far up settings are looked for: the repository, the home folder, the file system."""

from __future__ import annotations

import os
from collections.abc import Callable


class Boundary:
    """Answers about directories, absolute paths, for the user whose folder is `home`."""

    def __init__(self, exists: Callable[[str], bool], home: str | None = None) -> None:
        self._exists = exists
        self._home = os.path.expanduser("~") if home is None else home

    def is_repository(self, directory: str) -> bool:
        """Whether version control has its root here."""
        return any(self._exists(os.path.join(directory, name)) for name in (".git", ".hg"))

    def is_top(self, directory: str) -> bool:
        """Whether nothing above `directory` is looked at."""
        if directory == self._home or os.path.dirname(directory) == directory:
            return True
        return self.is_repository(directory)

    def root(self, directory: str, default: str) -> str:
        """Give the directory that files named in the settings of `directory` must stay in.

        Outside a repository it is `default`, or `directory` itself when that is elsewhere.
        """
        current = directory
        while not self.is_top(current):
            current = os.path.dirname(current)
        if self.is_repository(current):
            return current
        return default if is_inside(directory, default) else directory


def is_inside(path: str, directory: str) -> bool:
    """Whether `path`, with links followed, is `directory` or below it."""
    place = os.path.realpath(directory).rstrip(os.sep) + os.sep
    return (os.path.realpath(path) + os.sep).startswith(place)


def is_there(path: str) -> bool:
    """Whether something has this name; a third of the price of an open that fails."""
    try:
        return os.access(path, os.F_OK)
    except ValueError:  # a NUL in the name
        return False
