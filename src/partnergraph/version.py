"""The version of the package: what is built, served and stamped says it."""

__version__ = "0.1.0"
