"""Data about the world outside the linted project, read from the files beside this one.

`table` gives a hand-made table, `package` what is known of a published package, the other
functions answer questions about full names. Nothing is imported, and a file is read at most
once. A name that is not known is never guessed.
"""

from asynclint.knowledge.blocking import asks_where, blocking_words, blocks, is_brief
from asynclint.knowledge.lookup import (
    PROTOCOL_METHODS,
    canonical,
    has_method,
    is_async_generator,
    is_coroutine_function,
)
from asynclint.knowledge.reading import Package, package, packages, table
from asynclint.knowledge.typed import Timeout, attribute, is_plain, returned, timeout

__all__ = [
    "PROTOCOL_METHODS",
    "Package",
    "Timeout",
    "asks_where",
    "attribute",
    "blocking_words",
    "blocks",
    "canonical",
    "has_method",
    "is_async_generator",
    "is_brief",
    "is_coroutine_function",
    "is_plain",
    "package",
    "packages",
    "returned",
    "table",
    "timeout",
]
