"""Rules about the file itself, in code order; the engine calls them by name."""

RULES = ("syntax-error", "unused-suppression")
