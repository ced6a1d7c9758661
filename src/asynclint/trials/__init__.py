"""Runs the examples of pages as they stand and in disguise, and says what is not as shown."""

from asynclint.trials.suite import Summary, about_page, run_pages
from asynclint.trials.trial import fires, run_example
from asynclint.trials.verdicts import Failure

__all__ = ["Failure", "Summary", "about_page", "fires", "run_example", "run_pages"]
