"""The knowledge files hold what they promise, and the reader finds its way in them."""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from asynclint import knowledge
from asynclint.model import Answer

HERE = os.path.dirname(os.path.abspath(knowledge.__file__))
TABLES = sorted(file[:-5] for file in os.listdir(HERE) if file.endswith(".toml"))
PACKAGES = sorted(knowledge.packages())
SIZES = {name: os.path.getsize(os.path.join(HERE, "packages", name + ".json")) for name in PACKAGES}
LARGEST = sorted(SIZES, key=lambda name: -SIZES[name])[:5]
STANDARD = ("asyncio", "contextlib", "unittest")


@pytest.mark.parametrize("name", TABLES)
def test_a_hand_made_table_names_its_source(name: str) -> None:
    source = knowledge.table(name).get("source")

    assert isinstance(source, str)
    assert source


@pytest.mark.parametrize("name", TABLES)
def test_lists_in_a_hand_made_table_are_sorted_and_hold_nothing_twice(name: str) -> None:
    unsorted = [found for found in _lists(knowledge.table(name)) if found != _in_order(found)]

    assert unsorted == []


@pytest.mark.parametrize("name", PACKAGES)
def test_names_of_a_package_are_sorted_and_hold_nothing_twice(name: str) -> None:
    with open(os.path.join(HERE, "packages", name + ".json"), "rb") as file:
        data = json.load(file)
    kinds = ("coroutines", "async_generators", "async_managers", "functions", "others")
    words = [text.split() for kind in kinds for text in data[kind].values()]
    nested = [data[title] for title in ("aliases", "results", "attributes", "timeouts")]
    words += [text.split() for one in nested for owners in one.values() for text in owners.values()]

    assert data["source"]
    assert data["versions"]
    assert [found for found in words if found != _in_order(found)] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_no_name_is_of_two_kinds(name: str) -> None:
    found = knowledge.package(name)
    assert found is not None
    kinds = [
        found.coroutines,
        found.async_generators,
        found.async_managers,
        found.functions,
        found.others,
        found.sometimes,
        frozenset(found.classes),
        frozenset(found.aliases),
    ]

    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))


@pytest.mark.parametrize("name", PACKAGES)
def test_aliases_end_at_something_known(name: str) -> None:
    found = knowledge.package(name)
    assert found is not None
    own = {a: c for a, c in found.aliases.items() if c.startswith(name + ".")}

    assert [alias for alias, meant in own.items() if meant in found.aliases] == []
    assert [alias for alias in own if knowledge.canonical(alias) == alias] == []


@pytest.mark.parametrize("name", STANDARD)
def test_this_interpreter_agrees_about_the_standard_library(name: str) -> None:
    found = knowledge.package(name)
    assert found is not None
    tests: dict[str, Any] = {
        "coroutines": inspect.iscoroutinefunction,
        "functions": lambda one: callable(one) and not inspect.iscoroutinefunction(one),
        "async_managers": lambda one: callable(one) and not inspect.iscoroutinefunction(one),
        "classes": inspect.isclass,
    }
    checked = [
        (full, test(_at(full)))
        for kind, test in tests.items()
        for full in sorted(getattr(found, kind))
        if _at(full) is not None
    ]

    assert len(checked) > 20
    assert [full for full, agrees in checked if not agrees] == []


@pytest.mark.parametrize(
    "name",
    [
        "asyncio.sleep",
        "asyncio.wait_for",
        "asyncio.to_thread",
        "asyncio.Queue.get",
        "asyncio.subprocess.Process.communicate",
        "asyncio.StreamWriter.drain",
        "contextlib.AsyncExitStack.enter_async_context",
        "anyio.to_thread.run_sync",
        "anyio.abc.TaskGroup.start",
        "trio.Nursery.start",
        "trio.lowlevel.wait_readable",
        "trio.Path.read_text",
        "httpx.AsyncClient.get",
        "aiohttp.ClientSession.close",
        "aiofiles.os.remove",
        "asyncpg.Pool.fetch",
        "elasticsearch.AsyncElasticsearch.search",
        "redis.asyncio.Redis.execute_command",
        "sqlalchemy.ext.asyncio.AsyncSession.commit",
        "telegram.ext.Application.initialize",
        "websockets.ClientConnection.send",
    ],
)
def test_a_coroutine_function_is_known(name: str) -> None:
    assert knowledge.is_coroutine_function(name) is Answer.YES


@pytest.mark.parametrize(
    "name",
    [
        "asyncio.gather",
        "asyncio.shield",
        "asyncio.wrap_future",
        "asyncio.ensure_future",
        "asyncio.create_task",
        "asyncio.TaskGroup.create_task",
        "asyncio.AbstractEventLoop.run_in_executor",
        "asyncio.BaseEventLoop.run_in_executor",
        "asyncio.timeout",
        "asyncio.Future",
        "aiohttp.ClientSession.get",
        "aiofiles.open",
        "aiosqlite.connect",
        "aiosqlite.Connection.execute",
        "asyncpg.create_pool",
        "asyncpg.Pool.acquire",
        "anyio.Event.set",
        "anyio.open_file.anything",
        "httpx.AsyncClient.stream",
        "redis.asyncio.Redis.get",
        "sqlalchemy.ext.asyncio.AsyncEngine.connect",
        "starlette.requests.Request.form",
        "trio.open_nursery",
        "websockets.connect",
    ],
)
def test_what_gives_no_bare_coroutine_is_none(name: str) -> None:
    assert knowledge.is_coroutine_function(name) is not Answer.YES


@pytest.mark.parametrize(
    "name",
    [
        "anyio.Event.set",
        "discord.Webhook.send",
        "psycopg_pool.AsyncConnectionPool.reconnect_failed",
        "quart.Quart.open_resource",
        "redis.asyncio.cluster.NodesManager.move_slot",
        "telegram.Bot.send_message",
        "telegram.Message.reply_text",
        "telegram.ext.Updater.stop",
    ],
)
def test_what_only_newer_releases_made_async_is_not_certain(name: str) -> None:
    assert knowledge.is_coroutine_function(name) is Answer.UNKNOWN


@pytest.mark.parametrize(
    "name", ["asyncio.Queue.put_nowait", "asyncio.Task.cancel", "asyncio.Event.set", "httpx.get"]
)
def test_a_plain_function_is_known_to_be_none(name: str) -> None:
    assert knowledge.is_coroutine_function(name) is Answer.NO


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("asyncio.queues.Queue", "asyncio.Queue"),
        ("asyncio.tasks.sleep", "asyncio.sleep"),
        ("asyncio.PriorityQueue.get", "asyncio.Queue.get"),
        ("asyncio.queues.PriorityQueue.get", "asyncio.Queue.get"),
        ("anyio._core._eventloop.sleep", "anyio.sleep"),
        ("fastapi.Request.json", "starlette.requests.Request.json"),
        ("discord.TextChannel.send", "discord.abc.Messageable.send"),
        ("asyncio.no_such_thing", "asyncio.no_such_thing"),
        ("nowhere.at.all", "nowhere.at.all"),
        ("", ""),
    ],
)
def test_every_spelling_leads_to_one_name(spelled: str, meant: str) -> None:
    assert knowledge.canonical(spelled) == meant


@pytest.mark.parametrize("name", ["", "os", "Asyncio", "../tables", "asyncio.queues", "a/b"])
def test_nothing_is_known_by_any_other_name(name: str) -> None:
    assert knowledge.package(name) is None
    assert knowledge.is_coroutine_function(name) is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("class_name", "method", "answer"),
    [
        ("asyncio.Lock", "__aenter__", Answer.YES),
        ("asyncio.Lock", "__enter__", Answer.NO),
        ("asyncio.Task", "__await__", Answer.YES),
        ("asyncio.Queue", "__await__", Answer.NO),
        ("aiohttp.ClientSession", "__enter__", Answer.NO),
        ("anyio.CancelScope", "__aenter__", Answer.UNKNOWN),
        ("aiofiles.base.AiofilesContextManager", "__enter__", Answer.UNKNOWN),
        ("asyncio.Queue", "no_such_method", Answer.UNKNOWN),
        ("nowhere.Class", "__await__", Answer.UNKNOWN),
    ],
)
def test_the_special_methods_of_a_class_are_known(
    class_name: str, method: str, answer: Answer
) -> None:
    assert knowledge.has_method(class_name, method) is answer


@pytest.mark.parametrize("name", LARGEST)
def test_reading_what_is_known_of_a_large_package_takes_less_than_five_milliseconds(
    name: str,
) -> None:
    # What the other tests left behind is not for the collector to walk through meanwhile.
    gc.collect()
    gc.freeze()
    times = []
    for _ in range(20):
        knowledge.package.cache_clear()
        start = time.process_time()
        knowledge.is_coroutine_function(f"{name}.anything")
        times.append(time.process_time() - start)

    gc.unfreeze()

    assert min(times) < 0.005


def test_all_that_is_known_takes_little_room() -> None:
    assert sum(SIZES.values()) < 3_700_000


def test_the_reader_imports_nothing_expensive() -> None:
    code = "import sys, asynclint.knowledge; print(*sys.modules)"
    # -S keeps the modules that site loads out of the count.
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    assert "asynclint.knowledge" in loaded
    assert {"asyncio", "importlib.resources", "dataclasses", "inspect"}.isdisjoint(loaded)


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _lists(inner)
    elif isinstance(value, list):
        yield value
        for inner in value:
            yield from _lists(inner)


def _in_order(found: list[Any]) -> list[Any]:
    texts = [one for one in found if isinstance(one, str)]
    return sorted(set(texts)) if len(texts) == len(found) else found


def _at(full_name: str) -> Any:
    """What stands under a full name in this interpreter; None when it has no such thing."""
    parts = full_name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found
    return None
