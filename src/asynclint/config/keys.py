"""Every setting, as data: what reads settings and the JSON Schema are made from this table."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from asynclint.model import Options


class Kind(Enum):
    """What a value must be; the text says so in an error."""

    SELECTORS = "a list of rules"
    SELECTORS_BY_GLOB = "a table of glob to list of rules"
    LIBRARY = 'one of "asyncio", "anyio", "trio"'
    VERSION = 'a version such as "3.10"'
    STRINGS = "a list of strings"
    TEXTS_BY_GLOB = "a table of glob to string"
    BANNED = 'a table of name to a string, or to a table of "advice", "in" and "async-only"'
    GLOBS = "a list of globs"
    DIRECTORIES = "a list of directories"
    FILE = "a path"
    ENVIRONMENT = 'the path of an environment or interpreter, or "none"'
    TEXT = "a string"
    SWITCH = "true or false"
    SIZE = "a whole number above 0"


class Key(NamedTuple):
    """A setting. `name` has a dot when it lives in a table of its own; `field` is in Options."""

    name: str
    kind: Kind
    field: str
    doc: str

    @property
    def default(self) -> object:
        """The value in force when nobody sets it, None for nothing."""
        return Options._field_defaults.get(self.field)


LIBRARIES = ("asyncio", "anyio", "trio")

KEYS = (
    Key(
        "select",
        Kind.SELECTORS,
        "select",
        "Rules to run instead of those on by default: codes, prefixes of codes, names, groups "
        'or "ALL".',
    ),
    Key("ignore", Kind.SELECTORS, "ignore", "Rules not to run, whatever selects them."),
    Key(
        "extend-select",
        Kind.SELECTORS,
        "extend_select",
        "Rules to run besides the selected ones.",
    ),
    Key(
        "per-file-ignores",
        Kind.SELECTORS_BY_GLOB,
        "per_file_ignores",
        "Rules not to run on files that match a glob.",
    ),
    Key(
        "async-library",
        Kind.LIBRARY,
        "async_library",
        "The library this code is meant for; turns on the rules that lead there.",
    ),
    Key(
        "target-version",
        Kind.VERSION,
        "target",
        "The lowest Python to support; by default what `requires-python` says.",
    ),
    Key("src", Kind.DIRECTORIES, "src", "Directories that imports start from."),
    Key(
        "python",
        Kind.ENVIRONMENT,
        "python",
        "The environment whose installed packages are read: a folder such as `.venv`, an "
        'interpreter, or "none"; by default `.venv` or `venv` of the project, else what is active.',
    ),
    Key("exclude", Kind.GLOBS, "exclude", "Files and directories to leave out."),
    Key(
        "extend",
        Kind.FILE,
        "",
        "A settings file to start from; the keys of this one win.",
    ),
    Key("packs", Kind.DIRECTORIES, "packs", "Directories of your own ast-grep rules."),
    Key(
        "timeout-wrappers",
        Kind.STRINGS,
        "timeout_wrappers",
        "Functions and decorators of your own that put a time limit on what they run.",
    ),
    Key(
        "default-timeout",
        Kind.SIZE,
        "default_timeout",
        "The seconds that fixes give to what waits without a limit; without it they have none.",
    ),
    Key(
        "blocking-calls",
        Kind.TEXTS_BY_GLOB,
        "blocking_calls",
        "Calls of your own that keep the event loop waiting: globs for full names, with advice.",
    ),
    Key(
        "banned",
        Kind.BANNED,
        "banned",
        "Names this project does without, by full name or glob, with advice: a string, or a table "
        'of "advice", "in" (globs of files) and "async-only".',
    ),
    Key(
        "busy-wait.any-condition",
        Kind.SWITCH,
        "busy_wait_any_condition",
        "Whether a loop that only sleeps is reported whatever its condition.",
    ),
    Key(
        "startable",
        Kind.STRINGS,
        "startable",
        "Functions of your own that tell a task group when they are ready.",
    ),
    Key(
        "transform-decorators",
        Kind.STRINGS,
        "transform_decorators",
        "Decorators of your own that make something safe, such as a context manager, of a "
        "generator.",
    ),
    Key(
        "no-checkpoint-decorators",
        Kind.STRINGS,
        "no_checkpoint_decorators",
        "Decorators of your own under which no function needs a checkpoint.",
    ),
    Key(
        "suppressing-context-managers",
        Kind.STRINGS,
        "suppressing_context_managers",
        "Context managers of your own that may end an exception of their body.",
    ),
    Key(
        "include-methods",
        Kind.SWITCH,
        "include_methods",
        "Whether methods that await nothing count for the rule async-without-await.",
    ),
    Key(
        "max-awaits",
        Kind.SIZE,
        "max_awaits",
        "How many places of one function may await, for the rule too-many-awaits.",
    ),
    Key(
        "started-resources",
        Kind.SWITCH,
        "started_resources",
        "Whether a fixture that starts or connects something must also stop it.",
    ),
    Key(
        "max-file-size",
        Kind.SIZE,
        "max_file_size",
        "Files of more bytes than this are reported and not checked.",
    ),
    Key(
        "singletons.name-pattern",
        Kind.TEXT,
        "singleton_name_pattern",
        "A glob for the names of classes that are services, instead of the built-in names.",
    ),
    Key(
        "singletons.allow",
        Kind.STRINGS,
        "singleton_allow",
        "Module-level names or classes that may be singletons.",
    ),
    Key(
        "singletons.include-stateless",
        Kind.SWITCH,
        "singleton_include_stateless",
        "Whether services without state count too.",
    ),
    Key(
        "singletons.include-resettable",
        Kind.SWITCH,
        "singleton_include_resettable",
        "Whether singletons that something sets back to None count too.",
    ),
    Key(
        "singletons.extra-async-clients",
        Kind.STRINGS,
        "extra_async_clients",
        "Full names of more classes and functions that make asynchronous clients.",
    ),
)
