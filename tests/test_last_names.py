"""The file of last names says what the files of the packages say."""

from __future__ import annotations

import time

import pytest

from asynclint import knowledge
from asynclint.knowledge.last_names import coroutine_names
from asynclint.model import Answer

PACKAGES = sorted(knowledge.packages())


@pytest.mark.parametrize("name", PACKAGES)
def test_the_names_of_a_package_are_those_its_file_gives(name: str) -> None:
    mentioned = [other for other in PACKAGES if other in name]

    assert coroutine_names([f"import {name}".encode()]) == _names_of(mentioned)


def test_a_package_brings_the_names_of_those_it_hands_on() -> None:
    assert knowledge.is_coroutine_function("fastapi.Request.json") is Answer.YES
    assert "json" in coroutine_names([b"from fastapi import Request"])


def test_a_coroutine_function_is_found_under_its_other_name() -> None:
    assert knowledge.canonical("trio._threads.to_thread_run_sync") == "trio.to_thread.run_sync"
    assert "to_thread_run_sync" in coroutine_names([b"import trio"])


def test_what_no_file_mentions_brings_no_names() -> None:
    assert coroutine_names([]) == frozenset()
    assert coroutine_names([b"import os", b"print(1)"]) == frozenset()
    assert "send_message" not in coroutine_names([b"import trio"])


def test_the_names_of_several_files_are_put_together() -> None:
    both = coroutine_names([b"import trio", b"import janus"])

    assert both == coroutine_names([b"import trio"]) | coroutine_names([b"import janus"])


def test_the_names_of_all_packages_are_read_in_less_than_ten_milliseconds() -> None:
    files = [" ".join(PACKAGES).encode()]
    times = []
    for _ in range(10):
        knowledge.table.cache_clear()
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
            packages.extend({full.partition(".")[0] for full in named})
    return {
        full.rpartition(".")[2]
        for one in known.values()
        for full in (*one.coroutines, *one.aliases)
        if knowledge.is_coroutine_function(full) is Answer.YES
    }
