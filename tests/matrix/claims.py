"""What the pages say about pytest and its plugins, as tests and what must become of them.

The outcomes of a claim are those of its tests, in the order of `ENVIRONMENTS`; one alone holds
for all. "-" stands for an environment without the plugin. The end of a name says which settings
it runs with: see `SETTINGS` beside the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import NamedTuple


class Claim(NamedTuple):
    """Code of a test file, its outcomes per environment, and a word of the warning or error
    that each environment must give, "" for any."""

    code: str
    outcomes: tuple[str, ...]
    words: tuple[str, ...] = ("",)

    def outcome(self, index: int) -> str:
        """What must become of the tests in one environment."""
        return self.outcomes[index % len(self.outcomes)]

    def word(self, index: int) -> str:
        """What the report of one environment must hold."""
        return self.words[index % len(self.words)]


def claim(code: str, *outcomes: str, words: tuple[str, ...] = ("",)) -> Claim:
    """A claim whose code is written with the indentation of the text around it."""
    header = "import asyncio\nimport pytest\nran = []\n"
    return Claim(header + dedent(code), outcomes, words)


TESTS: Mapping[str, Claim] = {
    "an unmarked async test never runs": claim(
        """
        async def test_it():
            ran.append(1)

        def test_after():
            assert ran == []
        """,
        *("skipped,passed", "skipped,passed", "failed,passed", "failed,passed", "failed,passed"),
    ),
    "an unmarked async test runs in mode auto": claim(
        """
        async def test_it():
            ran.append(1)

        def test_after():
            assert ran == [1]
        """,
        "passed,passed",
    ),
    "a marked async test runs": claim(
        """
        @pytest.mark.asyncio
        async def test_it():
            ran.append(1)

        def test_after():
            assert ran == [1]
        """,
        "passed,passed",
    ),
    "an async test in TestCase passes unrun": claim(
        """
        import unittest

        class TestIt(unittest.TestCase):
            async def test_it(self):
                assert False

            @pytest.mark.asyncio
            async def test_marked(self):
                assert False
        """,
        "passed,passed",
    ),
    "an async test in IsolatedAsyncioTestCase runs": claim(
        """
        import unittest

        class TestIt(unittest.IsolatedAsyncioTestCase):
            async def test_it(self):
                assert False
        """,
        "failed",
    ),
    "an async setUp never runs and asyncSetUp does": claim(
        """
        import unittest

        class TestIt(unittest.IsolatedAsyncioTestCase):
            async def setUp(self):
                ran.append("setUp")

            async def asyncSetUp(self):
                ran.append("asyncSetUp")

            async def test_it(self):
                assert ran == ["asyncSetUp"]
        """,
        "passed",
    ),
    "an async setup_method never runs": claim(
        """
        async def setup_module():
            ran.append(1)

        class TestIt:
            async def setup_method(self):
                ran.append(1)

            @pytest.mark.asyncio
            async def test_it(self):
                assert ran == []
        """,
        "passed",
    ),
    "an async generator test never runs": claim(
        """
        @pytest.mark.asyncio
        async def test_it():
            ran.append(1)
            yield

        def test_after():
            assert ran == []
        """,
        *("passed,passed", "xfailed,passed", "xfailed,passed", "xfailed,passed"),
        "xfailed,passed",
    ),
    "a mark on a plain test does nothing": claim(
        """
        @pytest.mark.asyncio
        def test_it():
            with pytest.raises(RuntimeError):
                asyncio.get_running_loop()
        """,
        "passed",
        words=("is not an async function",),
    ),
    "arguments of the mark by position": claim(
        """
        @pytest.mark.asyncio("module")
        async def test_it():
            pass
        """,
        *("passed", "passed", "uncollected", "error", "uncollected"),
    ),
    "unknown arguments of the mark": claim(
        """
        @pytest.mark.asyncio(forbid_global_loop=True)
        async def test_it():
            pass
        """,
        *("passed", "passed", "uncollected", "error", "uncollected"),
    ),
    "scope of the mark is deprecated": claim(
        """
        @pytest.mark.asyncio(scope="module")
        async def test_it():
            pass
        """,
        "passed",
        words=("", "", "loop_scope", "loop_scope", ""),
    ),
    "loop_scope of the mark": claim(
        """
        @pytest.mark.asyncio(loop_scope="module")
        async def test_it():
            pass
        """,
        "passed",
    ),
    "raises as a statement expects nothing": claim(
        """
        def test_it():
            pytest.raises(ValueError)

        def test_raising():
            pytest.raises(ValueError)
            raise ValueError
        """,
        "passed,failed",
    ),
}

FIXTURES: Mapping[str, Claim] = {
    "an async fixture in strict mode": claim(
        """
        @pytest.fixture
        async def it():
            return 1

        @pytest.mark.asyncio
        async def test_it(it):
            assert asyncio.iscoroutine(it)
            it.close()
        """,
        *("passed", "passed", "passed", "passed", "error"),
    ),
    "an async fixture in mode auto": claim(
        """
        @pytest.fixture
        async def it():
            return 1

        async def test_it(it):
            assert it == 1
        """,
        "passed",
    ),
    "an async fixture of the plugin": claim(
        """
        import pytest_asyncio

        @pytest_asyncio.fixture
        async def it():
            return 1

        @pytest.mark.asyncio
        async def test_it(it):
            assert it == 1

        def test_plain(it):
            assert it == 1
        """,
        "passed,passed",
    ),
    "a plain test gets the coroutine of an async fixture": claim(
        """
        @pytest.fixture
        async def it():
            return 1

        def test_it(it):
            assert asyncio.iscoroutine(it)
            it.close()
        """,
        *("passed", "passed", "passed", "passed", "error"),
        words=("", "", "PytestRemovedIn9Warning", "PytestRemovedIn9Warning", ""),
    ),
    "the fixture event_loop": claim(
        """
        @pytest.mark.asyncio
        async def test_it(event_loop):
            assert event_loop
        """,
        *("passed", "passed", "passed", "error", "error"),
        words=("", "", "", "'event_loop' not found", "'event_loop' not found"),
    ),
    "an own fixture event_loop": claim(
        """
        @pytest.fixture
        def event_loop():
            ran.append(1)
            loop = asyncio.new_event_loop()
            yield loop
            loop.close()

        @pytest.mark.asyncio
        async def test_it():
            assert ran
        """,
        *("passed", "passed", "passed", "failed", "failed"),
    ),
    "an own fixture event_loop_policy": claim(
        """
        @pytest.fixture
        def event_loop_policy():
            return asyncio.DefaultEventLoopPolicy()

        @pytest.mark.asyncio
        async def test_it():
            pass
        """,
        "passed",
        words=("", "", "", "", "event_loop_policy"),
    ),
}
