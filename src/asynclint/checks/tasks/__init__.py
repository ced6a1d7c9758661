"""Rules about tasks and structured concurrency (2xx), in code order."""

RULES = (
    "dangling-task",
    "threadsafe-future-dropped",
    "tasks-collected-never-awaited",
    "task-cancelled-not-awaited",
    "shield-of-unsaved-task",
    "pointless-task",
    "gather-return-exceptions-ignored",
    "wait-result-ignored",
    "as-completed-item-not-awaited",
    "task-group-outside-its-block",
    "single-task-group",
    "jump-in-task-group",
    "inner-cm-variable-in-start-soon",
    "start-soon-in-aenter",
    "startable-not-declared",
    "task-status-never-started",
)
