"""What the pages say about fixtures of pytest, and about AnyIO, pytest-trio and pytest-mock."""

from __future__ import annotations

from collections.abc import Mapping

from claims import Claim, claim

PYTEST: Mapping[str, Claim] = {
    "a mark on a fixture": claim(
        """
        @pytest.mark.slow
        @pytest.fixture
        def it():
            return 1

        def test_it(it):
            pass
        """,
        *("passed", "passed", "passed", "passed", "uncollected"),
    ),
    "a fixture that yields twice": claim(
        """
        @pytest.fixture
        def it():
            yield 1
            yield 2

        def test_it(it):
            pass
        """,
        "passed,error",
        words=("more than one 'yield'",),
    ),
    "a fixture that ends before its yield": claim(
        """
        @pytest.fixture
        def it():
            if not ran:
                return
            yield 1

        def test_it(it):
            pass
        """,
        "error",
        words=("did not yield a value",),
    ),
    "what a fixture returns after its yield": claim(
        """
        @pytest.fixture
        def it():
            yield 1
            return 2

        def test_it(it):
            assert it == 1
        """,
        "passed",
    ),
    "a fixture that sets the environment": claim(
        """
        import os

        @pytest.fixture
        def it():
            os.environ["WAREHOUSE"] = "test"

        def test_it(it):
            pass

        def test_after():
            assert os.environ.pop("WAREHOUSE") == "test"
        """,
        "passed,passed",
    ),
    "a wide fixture runs on another loop than its tests": claim(
        """
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="module")
        async def loop():
            return asyncio.get_running_loop()

        @pytest.mark.asyncio
        async def test_it(loop):
            assert loop is not asyncio.get_running_loop()
        """,
        *("error", "passed", "passed", "passed", "passed"),
        words=("ScopeMismatch", "", "", "", ""),
    ),
    "a wide fixture and a test with the loop of the module": claim(
        """
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="module")
        async def loop():
            return asyncio.get_running_loop()

        @pytest.mark.asyncio(loop_scope="module")
        async def test_it(loop):
            assert loop is asyncio.get_running_loop()
        """,
        *("-", "-", "passed", "passed", "passed"),
    ),
    "a wide fixture with loops of functions": claim(
        """
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="module")
        async def it():
            return 1

        @pytest.mark.asyncio
        async def test_it(it):
            pass
        """,
        *("-", "-", "error", "error", "error"),
        words=("", "", "ScopeMismatch", "ScopeMismatch", "ScopeMismatch"),
    ),
    "a loop narrower than its fixture": claim(
        """
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="module", loop_scope="function")
        async def it():
            return 1

        @pytest.mark.asyncio
        async def test_it(it):
            pass
        """,
        *("-", "-", "error", "error", "error"),
        words=("", "", "ScopeMismatch", "ScopeMismatch", "ScopeMismatch"),
    ),
}

OTHERS: Mapping[str, Claim] = {
    "arguments of the mark of AnyIO": claim(
        """
        @pytest.mark.anyio(backends=["asyncio"])
        async def test_it(anyio_backend_name):
            ran.append(anyio_backend_name)

        def test_after():
            assert ran == ["asyncio", "trio"]
        """,
        *("-", "-", "-", "passed,passed,passed", "passed,passed,passed"),
    ),
    "both marks run on asyncio": claim(
        """
        @pytest.mark.anyio
        @pytest.mark.asyncio
        async def test_it(anyio_backend_name):
            assert asyncio.get_running_loop()
        """,
        *("-", "-", "-", "passed,passed", "passed,passed"),
    ),
    "the mark of AnyIO runs on both backends": claim(
        """
        @pytest.mark.anyio
        async def test_it(anyio_backend_name):
            assert asyncio.get_running_loop()
        """,
        *("-", "-", "-", "passed,failed", "passed,failed"),
    ),
    "the mark of AnyIO runs on asyncio in mode auto": claim(
        """
        @pytest.mark.anyio
        async def test_it(anyio_backend_name):
            assert asyncio.get_running_loop()
        """,
        *("-", "-", "-", "passed,passed", "passed,passed"),
    ),
    "the mark of Trio fails in mode auto": claim(
        """
        @pytest.mark.trio
        async def test_it():
            pass
        """,
        *("-", "-", "-", "failed", "failed"),
    ),
    "the mark of AnyIO on a plain test does nothing": claim(
        """
        @pytest.mark.anyio
        def test_it():
            with pytest.raises(RuntimeError):
                asyncio.get_running_loop()
        """,
        *("-", "-", "-", "passed", "passed"),
    ),
    "the mark of Trio on a plain test fails": claim(
        """
        @pytest.mark.trio
        def test_it():
            pass
        """,
        *("-", "-", "-", "failed", "failed"),
    ),
    "AnyIO runs async fixtures of its tests": claim(
        """
        @pytest.fixture
        async def it():
            return 1

        @pytest.mark.anyio
        async def test_it(it):
            assert it == 1
        """,
        *("-", "-", "-", "passed,passed", "passed,passed"),
    ),
    "a patch of mocker outlasts with": claim(
        """
        import os

        def test_it(mocker):
            with mocker.patch("os.getcwd", return_value="/nowhere") as getcwd:
                pass
            assert os.getcwd() == "/nowhere"
            assert getcwd is not os.getcwd
        """,
        *("-", "-", "-", "passed", "passed"),
        words=("", "", "", "PytestMockWarning", "PytestMockWarning"),
    ),
}
