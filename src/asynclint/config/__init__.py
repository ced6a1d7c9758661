"""Settings: where they are found, what they may say, and what is in force for a file."""

from asynclint.config.configuration import Configuration
from asynclint.config.pytest_settings import PytestConfiguration, pytest_configuration

__all__ = ["Configuration", "PytestConfiguration", "pytest_configuration"]
