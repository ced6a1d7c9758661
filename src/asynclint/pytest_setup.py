"""How the tests of a folder are run: pytest's settings, and the packages there are for them.

Plain data. What is not said anywhere is unknown, and `Answer.UNKNOWN` is what questions about it
get.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from asynclint.model import Answer

Release = tuple[int, ...]

_STRICT = (0, 19)  # the first pytest-asyncio whose mode is strict where nothing is said
_MODE = re.compile(r"--asyncio-mode[= ](\w+)|-o *asyncio_mode=(\w+)")


class Versions(NamedTuple):
    """The releases a package may have: from `lowest` on, before `end`; None where nothing says."""

    lowest: Release | None = None
    end: Release | None = None

    def at_least(self, *release: int) -> Answer:
        """Whether it is certainly that release or a later one."""
        if self.lowest is not None and self.lowest >= release:
            return Answer.YES
        if self.end is not None and self.end <= release:
            return Answer.NO
        return Answer.UNKNOWN

    def may_be(self, *release: int) -> bool:
        """Whether it may be that release or a later one; what nobody limits is the newest."""
        return self.end is None or self.end > release


class PytestSetup(NamedTuple):
    """What pytest runs the tests of a folder with.

    `settings` are those of its configuration file as written, `packages` the releases of the
    installed, locked or declared packages that matter to tests. `commands` are the texts of
    files that may start pytest with options of their own.
    """

    settings: Mapping[str, object] = {}
    packages: Mapping[str, Versions] = {}
    commands: str = ""

    def has(self, package: str) -> bool:
        """Whether a package is known to be there."""
        return package in self.packages

    def at_least(self, package: str, *release: int) -> Answer:
        """Whether a package certainly has that release or a later one; UNKNOWN without it."""
        return self.packages.get(package, Versions()).at_least(*release)

    def setting(self, name: str) -> str:
        """A setting as one text; "" when it is not set."""
        value = self.settings.get(name, "")
        return " ".join(map(str, value)) if isinstance(value, list) else str(value)

    def switched_off(self, plugin: str) -> bool:
        """Whether the settings keep pytest from loading a plugin, by its entry point's name."""
        return bool(re.search(rf"-p *no:{re.escape(plugin)}\b", self.setting("addopts")))

    @property
    def asyncio_mode(self) -> str:
        """The mode of pytest-asyncio, "strict" or "auto"; "" when it does not run or nobody
        can tell."""
        versions = self.packages.get("pytest-asyncio")
        if versions is None or self.switched_off("asyncio"):
            return ""
        told = _MODE.search(self.setting("addopts"))
        mode = (told[1] or told[2]) if told else self.setting("asyncio_mode")
        if not mode and "asyncio_mode" not in self.commands.replace("-", "_"):
            mode = "strict" if versions.may_be(*_STRICT) else ""
        return mode if mode in ("strict", "auto") else ""

    @property
    def anyio_mode(self) -> str:
        """The mode of AnyIO's plugin, "strict" or "auto"."""
        return self.setting("anyio_mode") or "strict"
