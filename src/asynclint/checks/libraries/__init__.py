"""Rules about which async library code speaks, and about moving from one to another."""

RULES = (
    "asyncio-cancelled-in-anyio",
    "pytest-asyncio-mark",
    "anyio-mark",
    "mixed-async-libraries",
    "async-import-style",
    "unmaintained-httpx",
    "banned-call",
    "other-asyncio-name",
    "nonexistent-library-attribute",
    "asyncio-habit-on-anyio-object",
    "unbuffered-memory-stream",
    "loop-fallback-pattern",
    "removed-asyncio-api",
    "deprecated-asyncio-api",
    "get-event-loop-in-sync",
    "api-newer-than-floor",
    "anyio-call-in-trio-project",
)
