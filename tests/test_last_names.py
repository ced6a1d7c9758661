"""The file of last names says what the files of the packages say."""

from __future__ import annotations

import re
import time

import pytest

from asynclint import knowledge
from asynclint.knowledge.last_names import coroutine_names
from asynclint.knowledge.reading import last_names
from asynclint.model import Answer

PACKAGES = sorted(knowledge.packages())


@pytest.mark.parametrize("name", PACKAGES)
def test_the_names_of_a_package_are_those_its_file_gives(name: str) -> None:
    assert coroutine_names([f"import {name}".encode()]) == _names_of([name])


@pytest.mark.parametrize(
    "text",
    [
        "from trio import sleep",
        "from trio.abc import Stream",
        "import trio",
        "import os, trio.abc as abc",
        "x = 1; import trio; y = 2",
        "if x:\n    import os, \\\n        trio",
        "from \\\n  trio import sleep",
        "import trio\r\n",
    ],
)
def test_every_way_to_import_a_package_counts(text: str) -> None:
    assert "wait_readable" in coroutine_names([text.encode()])


def test_a_package_brings_the_names_of_those_it_hands_on() -> None:
    assert knowledge.is_coroutine_function("fastapi.Request.json") is Answer.YES
    assert "json" in coroutine_names([b"from fastapi import Request"])


def test_a_coroutine_function_is_found_under_its_other_name() -> None:
    assert knowledge.canonical("trio._threads.to_thread_run_sync") == "trio.to_thread.run_sync"
    assert "to_thread_run_sync" in coroutine_names([b"import trio"])


def test_an_async_generator_of_a_package_counts_as_one_of_the_project_does() -> None:
    assert knowledge.is_async_generator("asyncstdlib.enumerate") is Answer.YES
    assert "enumerate" in coroutine_names([b"from asyncstdlib import enumerate"])


def test_what_no_file_imports_brings_no_names() -> None:
    assert coroutine_names([]) == frozenset()
    assert coroutine_names([b"import os", b"print(1)"]) == frozenset()
    assert "send_message" not in coroutine_names([b"import trio"])


def test_the_names_of_several_files_are_put_together() -> None:
    both = coroutine_names([b"import trio", b"import janus"])

    assert both == coroutine_names([b"import trio"]) | coroutine_names([b"import janus"])


def test_the_names_of_all_packages_are_read_in_less_than_ten_milliseconds() -> None:
    files = ["\n".join(f"import {name}" for name in PACKAGES).encode()]
    times = []
    for _ in range(10):
        last_names.cache_clear()
        start = time.process_time()
        coroutine_names(files)
        times.append(time.process_time() - start)

    assert min(times) < 0.010


def _names_of(packages: list[str]) -> set[str]:
    """The last names, straight from the packages and from all whose things they hand on."""
    known = {}
    while packages:
        found = knowledge.package(packages.pop())
        if found and found.name not in known:
            known[found.name] = found
            named = [*found.aliases.values(), *sum(found.classes.values(), ())]
            texts = " ".join({*found.results.values(), *found.attributes.values()})
            named += re.findall(r"[A-Za-z_][\w.]*", texts)
            packages.extend({full.partition(".")[0] for full in named})
    return {
        full.rpartition(".")[2]
        for one in known.values()
        for full in (*one.coroutines, *one.async_generators, *one.aliases)
        if Answer.YES in (knowledge.is_coroutine_function(full), knowledge.is_async_generator(full))
    }
