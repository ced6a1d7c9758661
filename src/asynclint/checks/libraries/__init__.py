"""Rules about which async library code speaks, and about moving from one to another."""

RULES = (
    "asyncio-cancelled-in-anyio",
    "pytest-asyncio-mark",
    "anyio-mark",
    "async-import-style",
    "unmaintained-httpx",
    "other-asyncio-name",
    "nonexistent-library-attribute",
    "asyncio-habit-on-anyio-object",
    "removed-asyncio-api",
)
