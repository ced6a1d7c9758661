"""What the knowledge files say of types, timeouts and versions."""

from __future__ import annotations

import ast
import re

import pytest

from asynclint import knowledge
from asynclint.knowledge import Timeout
from asynclint.model import Answer

PACKAGES = sorted(knowledge.packages())
CORRECTIONS = {
    f"{package}.{name}": told
    for package, names in knowledge.table("corrections").items()
    if package != "source"
    for name, told in names.items()
}


@pytest.mark.parametrize("name", PACKAGES)
def test_type_texts_are_annotations(name: str) -> None:
    found = knowledge.package(name)
    assert found is not None
    texts = {*found.results.values(), *found.attributes.values(), *sum(found.parents.values(), ())}
    bare = {text: text.replace("$", "_") for text in texts if text}

    assert [text for text, one in bare.items() if ast.unparse(ast.parse(one)) != one] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_type_texts_name_something_of_a_known_package(name: str) -> None:
    found = knowledge.package(name)
    assert found is not None
    texts = {*found.results.values(), *found.attributes.values()} - {""}
    named = {text: re.findall(r"[$A-Za-z_][\w.]*", text) for text in texts}
    classes = ("collections.abc.A", "collections.abc.Coroutine", "io.FileIO")
    known = ("$", "typing.Self", *classes, *PACKAGES)

    useless = [text for text, words in named.items() if not any(w.startswith(known) for w in words)]

    assert useless == []


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_names_the_page_it_is_from(name: str) -> None:
    assert CORRECTIONS[name]["source"].startswith("https://")
    assert CORRECTIONS[name].keys() - {"source"}


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ("asyncio.create_subprocess_exec", "asyncio.subprocess.Process"),
        (
            "asyncio.open_connection",
            "builtins.tuple[asyncio.StreamReader, asyncio.StreamWriter]",
        ),
        ("asyncio.get_running_loop", "asyncio.AbstractEventLoop"),
        ("asyncio.create_task", "asyncio.Task"),
        ("asyncio.current_task", "asyncio.Task | None"),
        ("asyncio.BaseEventLoop.run_in_executor", "asyncio.Future"),
        ("asyncio.Queue", "asyncio.Queue"),
        ("asyncio.Queue[app.Job].get", "app.Job"),
        ("asyncio.PriorityQueue.get", ""),
        ("asyncio.Task[app.Job].__await__", "app.Job"),
        ("aiohttp.ClientSession.close", ""),
        ("aiohttp.client.ClientSession.__aenter__", "aiohttp.ClientSession"),
        ("aiohttp.client._BaseRequestContextManager[app.Answer].__aenter__", "app.Answer"),
        ("httpx.AsyncClient.get", "httpx.Response"),
        ("trio.open_nursery", "contextlib.AbstractAsyncContextManager[trio.Nursery]"),
        ("redis.asyncio.Redis.pipeline", "redis.asyncio.client.Pipeline"),
        ("telegram.Bot.initialize", ""),
        ("nowhere.at.all", ""),
        ("", ""),
    ],
)
def test_what_a_call_gives_is_known(call: str, text: str) -> None:
    assert knowledge.returned(call) == text


@pytest.mark.parametrize(
    ("owner", "name", "text"),
    [
        ("asyncio.subprocess.Process", "stdout", "asyncio.StreamReader | None"),
        ("asyncio.subprocess.Process", "pid", ""),
        ("aiohttp.ClientResponse", "content", "aiohttp.StreamReader"),
        ("fastapi.FastAPI", "router", "fastapi.APIRouter"),
        ("openai.AsyncOpenAI", "chat", "openai.resources.AsyncChat"),
        ("quart", "request", "quart.Request"),
        ("nowhere.Class", "name", ""),
    ],
)
def test_what_an_attribute_holds_is_known(owner: str, name: str, text: str) -> None:
    assert knowledge.attribute(owner, name) == text


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("asyncio.wait_for", (Timeout("timeout", ""),)),
        ("asyncio.wait", (Timeout("timeout", "None"),)),
        ("asyncio.sleep", ()),
        ("nowhere.at.all", ()),
    ],
)
def test_the_timeouts_of_a_call_are_known(call: str, found: tuple[Timeout, ...]) -> None:
    assert knowledge.timeout(call) == found


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("time.sleep", "sleep"),
        ("builtins.open", "open"),
        ("requests.get", "http"),
        ("httpx.Client.get", "client"),
        ("httpx.AsyncClient.get", ""),
        ("pathlib.Path.read_text", "content"),
        ("pathlib.PosixPath.exists", "path"),
        ("subprocess.Popen.poll", ""),
        ("concurrent.futures.ThreadPoolExecutor.shutdown", "thread"),
        ("redis.StrictRedis.get", "database"),
        ("redis.asyncio.Redis.get", ""),
        ("nowhere.at.all", ""),
        ("", ""),
    ],
)
def test_it_is_known_what_keeps_the_loop_waiting(call: str, kind: str) -> None:
    assert knowledge.blocks(call) == kind


def test_a_floor_leaves_older_releases_out() -> None:
    name = "telegram.Bot.send_message"

    assert knowledge.is_coroutine_function(name) is Answer.UNKNOWN
    assert knowledge.is_coroutine_function(name, (13, 15)) is Answer.UNKNOWN
    assert knowledge.is_coroutine_function(name, (20,)) is Answer.YES
    assert knowledge.is_coroutine_function(name, (21,)) is Answer.YES
    assert knowledge.is_plain(name, (21,)) is Answer.NO


@pytest.mark.parametrize(
    ("name", "is_generator", "is_plain"),
    [
        ("asyncio.sleep", Answer.NO, Answer.NO),
        ("asyncio.timeout", Answer.NO, Answer.YES),
        ("asyncio.Event.set", Answer.NO, Answer.YES),
        ("asyncio.Queue", Answer.NO, Answer.YES),
        ("asyncio.get_running_loop", Answer.UNKNOWN, Answer.YES),
        ("asyncio.run_coroutine_threadsafe", Answer.UNKNOWN, Answer.YES),
        ("asyncio.create_task", Answer.UNKNOWN, Answer.NO),
        ("asyncio.Task.result", Answer.UNKNOWN, Answer.UNKNOWN),
        ("asyncio.Task", Answer.NO, Answer.NO),
        ("trio.open_nursery", Answer.NO, Answer.YES),
        ("httpx.Response.aiter_lines", Answer.YES, Answer.NO),
        ("nowhere.at.all", Answer.UNKNOWN, Answer.UNKNOWN),
    ],
)
def test_what_a_call_gives_is_of_one_kind(
    name: str, is_generator: Answer, is_plain: Answer
) -> None:
    assert knowledge.is_async_generator(name) is is_generator
    assert knowledge.is_plain(name) is is_plain


def test_a_package_is_read_once() -> None:
    assert knowledge.package("asyncio") is knowledge.package("asyncio")
