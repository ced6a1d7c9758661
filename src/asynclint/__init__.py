"""asynclint finds async bugs in Python before they run."""

__version__ = "0.1.0"
