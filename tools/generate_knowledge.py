"""Writes what asynclint knows of published packages: `python tools/generate_knowledge.py`.

Reads the releases named in `tools/known_packages.toml`, from wheels in a folder and from the
standard libraries of installed interpreters, with `ast` only; none of it is imported. The
same releases give the same files; run it with the newest Python, since an older one cannot
parse the newest syntax. Then sums up the last names of all packages in one file. To add a
package or a release, name it in the table and run `generate_knowledge.py --fetch NAME`.
`--check` writes nothing and ends with status 1 when a file differs; `--fetch` downloads
missing wheels with pip first.
"""

from __future__ import annotations

import argparse
import glob
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomli

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "src")]

from surface.agreement import agreement  # noqa: E402
from surface.last_names import last_names, reached  # noqa: E402
from surface.layout import last_names_json, package_json  # noqa: E402
from surface.pruning import pruned  # noqa: E402
from surface.public import Limits, surface  # noqa: E402
from surface.release import Release, from_standard_library, from_stubs, from_wheel  # noqa: E402

from asynclint import knowledge  # noqa: E402

MANIFEST = os.path.join(HERE, "known_packages.toml")
KNOWLEDGE = os.path.join(os.path.dirname(HERE), "src", "asynclint", "knowledge")
# Old releases have no wheels for new interpreters; any wheel has the same text.
PYTHONS = ("3.13", "3.12", "3.11", "3.10", "3.9", "3.8")


def main() -> int:
    options = _arguments()
    with open(MANIFEST, "rb") as file:
        packages = tomli.load(file)
    settled = {}
    for name in options.names or sorted(packages):
        if options.fetch:
            _fetch(packages[name], options.wheels)
        releases = list(_releases(name, packages[name], options))
        stubs = list(_stubs(name, packages[name], options))
        text = generate(name, packages[name], releases, packages, stubs)
        settled[name] = _settle(f"packages/{name}.json", text, options)
    settled["last_names"] = _settle("last_names.json", summary(), options)
    if differing := [name for name, is_settled in settled.items() if not is_settled]:
        print("differs from its releases:", *differing, file=sys.stderr)
    return 1 if differing else 0


def generate(
    name: str,
    entry: Mapping[str, Any],
    releases: list[Release],
    packages: Mapping[str, Any],
    stubs: Sequence[Release] = (),
) -> str:
    """The knowledge file of a package, from its releases, newest first."""
    limits = Limits(*(tuple(entry.get(key, ())) for key in Limits._fields))
    neighbours = frozenset(packages) - {name}
    surfaces = [surface(one, limits) for one in releases]
    agreed = agreement(surfaces, neighbours, [surface(one, limits) for one in stubs])
    # Of Python's own classes there are few, and everybody asks about them.
    agreed = agreed if stubs else pruned(agreed, neighbours)
    source = f"the source text of {entry.get('distribution', 'CPython')}"
    for one in stubs:
        source += f"; for types the stubs in {entry['stubs']['distribution']} {one.version}"
    return package_json(name, source, [one.version for one in releases], agreed)


def summary() -> str:
    """The file of last names, from the knowledge files as they are now."""
    known = [one for name in sorted(knowledge.packages()) if (one := knowledge.package(name))]
    names = {one.name: last_names(one) for one in known}
    return last_names_json(names, {one.name: reached(one) for one in known})


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


def _stubs(name: str, entry: Mapping[str, Any], options: argparse.Namespace) -> Iterator[Release]:
    if stubs := entry.get("stubs"):
        wheel = _wheel(stubs["distribution"], stubs["version"], options.wheels)
        yield from_stubs(wheel, stubs["folder"], name)


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
    wanted = [(entry.get("distribution"), version) for version in entry["versions"]]
    if stubs := entry.get("stubs"):
        wanted.append((stubs["distribution"], stubs["version"]))
    for distribution, version in wanted:
        if distribution and not any(_wheels(distribution, version, folder)):
            _download(f"{distribution}=={version}", folder)


def _download(requirement: str, folder: str) -> None:
    """Get a wheel for the newest interpreter that has one; ends the program if none has."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
               "--only-binary=:all:", "--dest", folder]  # fmt: skip
    for python in PYTHONS:
        made = subprocess.run(
            [*command, "--python-version", python, requirement],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode == 0:
            return
    sys.exit(f"pip finds no wheel of {requirement}:\n{made.stderr}")


def _settle(name: str, text: str, options: argparse.Namespace) -> bool:
    """Write a knowledge file; with `--check`, say whether it is as it would be written."""
    path = os.path.join(KNOWLEDGE, name)
    if options.check:
        return _content(path) == text
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _content(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
