"""Rules about configuration files and frameworks (8xx), in code order."""

RULES = (
    "pytest-section-ignored",
    "pytest-config-shadowed",
    "pytest-option-value",
    "pytest-option-unknown",
    "pytest-flag-unknown",
    "hidden-async-warnings",
    "async-plugin-conflict",
    "loop-scope-unset",
    "missing-async-plugin",
    "dynamic-shell-command",
    "dependency-returns-from-with",
    "fastapi-depends-call",
    "fastapi-on-event",
    "removed-httpx-app-argument",
    "raw-sql-string",
    "django-orm-in-async",
    "async-cli-command",
    "async-worker-task",
    "async-lambda-handler",
    "lambda-network-without-timeout",
)
