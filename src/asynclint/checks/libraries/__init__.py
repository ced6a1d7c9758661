"""Rules about which async library code speaks, and about moving from one to another."""

from asynclint.checks.libraries import (
    anyio_mark,
    async_import_style,
    asyncio_cancelled_in_anyio,
    asyncio_habit_on_anyio_object,
    nonexistent_library_attribute,
    other_asyncio_name,
    pytest_asyncio_mark,
    removed_asyncio_api,
    unmaintained_httpx,
)

RULES = (
    asyncio_cancelled_in_anyio.RULE,
    pytest_asyncio_mark.RULE,
    anyio_mark.RULE,
    async_import_style.RULE,
    unmaintained_httpx.RULE,
    other_asyncio_name.RULE,
    nonexistent_library_attribute.RULE,
    asyncio_habit_on_anyio_object.RULE,
    removed_asyncio_api.RULE,
)
