"""The real pytest with real plugins does what the pages say. Slow: it fills environments."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from claims import FIXTURES, TESTS
from claims_of_pytest import OTHERS, PYTEST
from throwaway import ENVIRONMENTS, Report, run

pytestmark = pytest.mark.matrix

CLAIMS = {**TESTS, **FIXTURES, **PYTEST, **OTHERS}
CASES = [
    pytest.param(environment, name, id=f"{environment}-{file_name}")
    for environment in ENVIRONMENTS
    for name, file_name in ((name, name.replace(" ", "_")) for name in CLAIMS)
    if CLAIMS[name].outcome([*ENVIRONMENTS].index(environment)) != "-"
]
# Settings by the end of a claim's name; all others are about strict mode.
SETTINGS = {
    "strict": "asyncio_mode = strict",
    "auto": "asyncio_mode = auto",
    "loops of functions": "asyncio_default_fixture_loop_scope = function",
}
Reports = Callable[[str], Report]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """What became of all claims in an environment; pytest runs once for all
    claims with the same settings, for to start it is what costs."""
    known: dict[str, Report] = {}

    def of(environment: str) -> Report:
        if environment not in known:
            place = tmp_path_factory.mktemp("matrix")
            found: Report = {}
            for end in SETTINGS:
                files = files_of(environment, end)
                found = {**found, **(run(environment, files, place / end) if files else {})}
            known[environment] = found
        return known[environment]

    return of


@pytest.mark.parametrize(("environment", "name"), CASES)
def test_pytest_does_what_the_pages_say(reports: Reports, environment: str, name: str) -> None:
    index = [*ENVIRONMENTS].index(environment)
    report = reports(environment)[file_of(name)]

    assert ",".join(report["outcomes"]) == CLAIMS[name].outcome(index), report["text"]
    assert CLAIMS[name].word(index) in report["text"]


def files_of(environment: str, end: str) -> dict[str, str]:
    """The files of one run: the claims with its settings that the environment has plugins for."""
    index = [*ENVIRONMENTS].index(environment)
    claims = {name: claim for name, claim in CLAIMS.items() if claim.outcome(index) != "-"}
    files = {file_of(name): c.code for name, c in claims.items() if end_of(name) == end}
    return {**files, "pytest.ini": f"[pytest]\n{SETTINGS[end]}\n"} if files else {}


def end_of(name: str) -> str:
    """The settings that a claim is about."""
    return next((end for end in SETTINGS if name.endswith(end)), "strict")


def file_of(name: str) -> str:
    return f"test_{name.replace(' ', '_')}.py"
