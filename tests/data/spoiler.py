"""A flake8 plugin that hangs parents on every node of the tree, as well-known ones do."""

import ast


class Spoiler:
    """Runs before asynclint: its code sorts first."""

    def __init__(self, tree):
        for parent in ast.walk(tree):
            for child in ast.iter_child_nodes(parent):
                child.parent = parent

    def run(self):
        return iter(())
