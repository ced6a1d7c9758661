"""Writes what asynclint knows of published packages: `python tools/generate_knowledge.py`.

Reads the releases named in `tools/known_packages.toml`, from wheels in a folder and from the
standard libraries of installed interpreters, with `ast` only; none of it is imported. The
same releases give the same files. `--check` writes nothing and ends with status 1 when a
file differs; `--fetch` downloads missing wheels with pip first.
"""

from __future__ import annotations

import argparse
import glob
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import tomli

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "src")]

from surface.agreement import agreement  # noqa: E402
from surface.layout import toml  # noqa: E402
from surface.public import Limits, surface  # noqa: E402
from surface.release import Release, from_standard_library, from_wheel  # noqa: E402

MANIFEST = os.path.join(HERE, "known_packages.toml")
TARGET = os.path.join(os.path.dirname(HERE), "src", "asynclint", "knowledge", "packages")


def main() -> int:
    options = _arguments()
    with open(MANIFEST, "rb") as file:
        packages = tomli.load(file)
    differing = []
    for name in options.names or sorted(packages):
        entry = packages[name]
        if options.fetch:
            _fetch(entry, options.wheels)
        text = generate(name, entry, list(_releases(name, entry, options)), packages)
        path = os.path.join(TARGET, name + ".toml")
        if options.check:
            differing += [] if _content(path) == text else [name]
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
    if differing:
        print("differs from its releases:", *differing, file=sys.stderr)
    return 1 if differing else 0


def generate(
    name: str, entry: Mapping[str, Any], releases: list[Release], packages: Mapping[str, Any]
) -> str:
    """The knowledge file of a package, from its releases, newest first."""
    limits = Limits(tuple(entry.get("only", ())), tuple(entry.get("without", ())))
    neighbours = frozenset(packages) - {name}
    agreed = agreement([surface(one, limits) for one in releases], neighbours)
    source = f"the source text of {entry.get('distribution', 'CPython')}"
    return toml(name, source, [one.version for one in releases], agreed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="packages (default: all)")
    parser.add_argument("--wheels", default="wheels", help="the folder of wheels (default: wheels)")
    parser.add_argument(
        "--libraries",
        default=os.path.expanduser("~/.pyenv/versions/{version}/lib/python{series}"),
        help="where the standard library of an interpreter lies (default: %(default)s)",
    )
    parser.add_argument("--fetch", action="store_true", help="download missing wheels")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    return parser.parse_args()


def _releases(
    name: str, entry: Mapping[str, Any], options: argparse.Namespace
) -> Iterator[Release]:
    for version in entry["versions"]:
        if "distribution" in entry:
            yield from_wheel(_wheel(entry["distribution"], version, options.wheels), name)
        else:
            series = version.rpartition(".")[0]
            folder = options.libraries.format(version=version, series=series)
            yield from_standard_library(folder, version, name)


def _wheel(distribution: str, version: str, folder: str) -> str:
    found = list(_wheels(distribution, version, folder))
    if not found:
        sys.exit(f"no wheel of {distribution} {version} in {folder}; --fetch downloads it")
    return min(found)


def _wheels(distribution: str, version: str, folder: str) -> Iterator[str]:
    wanted = distribution.replace("-", "_").replace(".", "_").lower()
    for path in glob.glob(os.path.join(folder, f"*-{version}-*.whl")):
        if os.path.basename(path).split("-")[0].replace(".", "_").lower() == wanted:
            yield path


def _fetch(entry: Mapping[str, Any], folder: str) -> None:
    for version in entry["versions"] if "distribution" in entry else ():
        if not any(_wheels(entry["distribution"], version, folder)):
            requirement = f"{entry['distribution']}=={version}"
            python = entry.get("python", "3.13")
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet",
                       "--only-binary=:all:", "--python-version", python,
                       "--dest", folder, requirement]  # fmt: skip
            subprocess.run(command, check=True)


def _content(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
