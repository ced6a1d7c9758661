"""Small random functions, run on every path, to compare with the paths their graph has."""
