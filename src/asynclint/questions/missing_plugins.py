"""Whether a project certainly lacks a plugin of pytest, as far as its dependencies tell."""

from __future__ import annotations

from asynclint.pytest_setup import PytestSetup


def lacks(plugin: str, setup: PytestSetup) -> bool:
    """Whether a project that declares what it tests with does not declare a plugin.

    The mere word `pytest` may come from a header; a release or another plugin is a dependency.
    """
    versions = setup.packages.get("pytest")
    known = versions is not None and (versions.lowest is not None or versions.end is not None)
    others = any(name.startswith("pytest-") for name in setup.packages)
    return (known or others) and not setup.has(plugin)
