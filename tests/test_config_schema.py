"""The JSON Schema that is shipped says what the reader of settings does."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import tomli
from in_force import options

from asynclint.config.keys import KEYS
from asynclint.config.schema import schema, text
from asynclint.model import Options, UserError

EVERYTHING = """\
select = ["ASL1", "ASL", "ALL", "correctness"]
ignore = ["ASL101"]
extend-select = ["unawaited-coroutine"]
async-library = "anyio"
target-version = "3.10"
src = ["lib"]
python = ".venv"
exclude = ["*_pb2.py", "gen/"]
extend = "base.toml"
packs = ["rules"]
timeout-wrappers = ["with_deadline"]
default-timeout = 30
startable = ["serve"]
transform-decorators = ["own.safe*"]
no-checkpoint-decorators = ["own.route"]
suppressing-context-managers = ["own.quiet"]
include-methods = true
max-awaits = 20
started-resources = true
max-file-size = 1000

[per-file-ignores]
"tests/*" = ["ASL301"]

[blocking-calls]
"our.store.*" = "call it in a thread"

[banned]
"time.time" = "measure with `time.monotonic`"
"requests.*" = { advice = "use our client", in = ["src/*"], async-only = true }

[busy-wait]
any-condition = true

[singletons]
name-pattern = "*Service"
allow = ["registry"]
include-stateless = true
include-resettable = true
extra-async-clients = ["mine.Client"]
"""


class TestSchema:
    def test_the_shipped_file_is_the_one_the_keys_make(self) -> None:
        shipped = resources.files("asynclint.config").joinpath("asynclint.schema.json")

        assert shipped.read_text() == text()

    def test_it_is_a_schema(self) -> None:
        jsonschema.Draft7Validator.check_schema(schema())

    def test_every_key_is_in_the_example_and_every_option_has_a_key(self, repository: Path) -> None:
        example = tomli.loads(EVERYTHING)
        tables = {"busy-wait", "singletons"}
        flat = {*example, *(f"{table}.{name}" for table in tables for name in example[table])}

        assert {key.name for key in KEYS} == flat - tables
        assert {key.field for key in KEYS} - {""} == {*Options._fields} - {"test_files"}

    def test_schema_and_reader_accept_the_full_example(self, repository: Path) -> None:
        (repository / "asynclint.toml").write_text(EVERYTHING)
        (repository / "base.toml").write_text("")
        found = options(repository)

        jsonschema.validate(tomli.loads(EVERYTHING), schema())
        assert found.select == ("ASL1", "ASL", "ALL", "correctness")
        assert found.target == (3, 10)
        assert found.packs == (str(repository / "rules"),)
        assert found.per_file_ignores[0][0].endswith("/tests/*")
        assert found.banned[0] == ("time.time", "measure with `time.monotonic`", (), False)
        assert found.banned[1].within[0].endswith("/src/*")
        assert found.extra_async_clients == ("mine.Client",)

    @pytest.mark.parametrize(
        "wrong",
        [
            'slect = ["ASL1"]',
            'select = "ASL1"',
            "select = [1]",
            'select = [""]',
            'per-file-ignores = ["a"]',
            'per-file-ignores = { a = "ASL1" }',
            'per-file-ignores = { "" = ["ASL1"] }',
            "banned = { x = 1 }",
            'banned = { x = "" }',
            'banned = { x = { advice = "a", im = ["b"] } }',
            'banned = { x = { in = ["b"] } }',
            'banned = { x = { advice = "a", in = "b" } }',
            'banned = { x = { advice = "a", async-only = 1 } }',
            'banned = { "" = "a" }',
            'async-library = "twisted"',
            'target-version = "py310"',
            'target-version = "3.010"',
            "target-version = 3.10",
            "started-resources = 1",
            "max-file-size = 0",
            "max-file-size = true",
            'extend = "base.yaml"',
            "extend = 1",
            "singletons = []",
            "singletons.unknown = 1",
            'singletons.allow = "x"',
            'singletons.name-pattern = ["x"]',
        ],
    )
    def test_schema_and_reader_refuse_the_same(self, repository: Path, wrong: str) -> None:
        (repository / "asynclint.toml").write_text(wrong)

        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomli.loads(wrong), json.loads(text()))
        with pytest.raises(UserError, match=r"^asynclint\.toml:1: "):
            options(repository)
