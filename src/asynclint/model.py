"""The nouns everything else speaks in; imports nothing of ours.

Inside the program a place in a file is a pair of code-point offsets (`Span`). Lines and
columns (`Position`, both 1-based, columns in code points) exist only in what is reported.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

Version = tuple[int, int]


class Answer(Enum):
    """What is known about a question. Rules report on YES only; UNKNOWN is silence."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Gives(Enum):
    """What a call gives. Only a coroutine must be awaited; PLAIN is what a plain function
    returns. Some functions give a coroutine only to async code, and run it for other callers."""

    COROUTINE = "a coroutine"
    COROUTINE_IN_ASYNC = "a coroutine in async code"
    ASYNC_GENERATOR = "an async generator"
    GENERATOR = "a generator"
    ASYNC_MANAGER = "an async context manager"
    MANAGER = "a context manager"
    PLAIN = "a plain value"
    UNKNOWN = "unknown"


class Group(str, Enum):
    """What a rule promises, and so whether it is on by default."""

    CORRECTNESS = "correctness"
    SUSPICIOUS = "suspicious"
    PERFORMANCE = "performance"
    MIGRATION = "migration"
    STYLE = "style"
    STRICT = "strict"
    NURSERY = "nursery"


ON_BY_DEFAULT = frozenset({Group.CORRECTNESS, Group.SUSPICIOUS, Group.PERFORMANCE})


class Span(NamedTuple):
    """Half-open range of code-point offsets in the text of a file."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people read it: 1-based line, 1-based column in code points."""

    line: int
    column: int


class Edit(NamedTuple):
    """Replace the text at `span` by `text`; an empty span inserts."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A change that removes the finding. Safe: same behaviour except for the bug."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class Related(NamedTuple):
    """A second place that explains a finding, such as the `async def` that is meant."""

    path: str
    position: Position
    message: str


class Finding(NamedTuple):
    """One reported mistake."""

    path: str
    code: str
    name: str
    message: str
    start: Position
    end: Position
    span: Span
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


class Trace(NamedTuple):
    """What the findings of a file rest on: digests of its bytes and of its outline, which is
    empty where nobody needed its tree, and other files by absolute path with whether more than
    their outlines counts."""

    digest: bytes
    outline: bytes
    rests: tuple[tuple[str, bool], ...]


class Banned(NamedTuple):
    """A name that a project does without: a full name or a glob for some, and what to do
    instead; in files that match globs, all when there are none, and in async code alone."""

    name: str
    advice: str
    within: tuple[str, ...] = ()
    async_only: bool = False


class Options(NamedTuple):
    """The settings in force for one file; plain data, made by `config`.

    `target` is the lowest Python the project supports, None when not known.
    `async_library` is what the project declares, None when it declares nothing.
    `default_timeout` are the seconds that fixes write, None when nobody chose any.
    `python` names the environment whose packages are read, None to look for one.
    `test_files` are glob patterns of file names pytest collects. `blocking_calls` are patterns
    of full names with advice, `banned` names with advice and places.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    async_library: str | None = None
    target: Version | None = None
    src: tuple[str, ...] = ("src",)
    exclude: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    python: str | None = None
    test_files: tuple[str, ...] = ("test_*.py", "*_test.py", "conftest.py")
    timeout_wrappers: tuple[str, ...] = ("run_with_timeout",)
    default_timeout: int | None = None
    blocking_calls: tuple[tuple[str, str], ...] = ()
    banned: tuple[Banned, ...] = ()
    busy_wait_any_condition: bool = False
    startable: tuple[str, ...] = ()
    transform_decorators: tuple[str, ...] = ()
    no_checkpoint_decorators: tuple[str, ...] = ()
    suppressing_context_managers: tuple[str, ...] = ()
    include_methods: bool = False
    max_awaits: int = 30
    singleton_name_pattern: str | None = None
    singleton_allow: tuple[str, ...] = ()
    singleton_include_stateless: bool = False
    singleton_include_resettable: bool = False
    extra_async_clients: tuple[str, ...] = ()
    started_resources: bool = False
    max_file_size: int = 2_000_000


class UserError(Exception):
    """A mistake in what the user gave us: configuration, options, a rule pack.

    The text is one line that names file, line and the nearest right spelling where there
    is one. Faces print it and end with status 2.
    """
