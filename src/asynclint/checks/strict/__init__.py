"""Rules that some teams want: strict, and policy (9xx), in code order."""

RULES = (
    "async-generator-without-cm",
    "function-without-checkpoint",
    "generator-without-checkpoint",
    "timeout-scope-conditional-checkpoint",
    "loop-without-checkpoint",
    "async-without-await",
    "timeout-parameter",
    "unstructured-task",
    "await-in-loop",
    "too-many-awaits",
    "unbounded-wait",
    "unbounded-wait-in-test",
    "unbounded-gather",
    "unbounded-thread-wait",
)
