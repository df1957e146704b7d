"""The demonstration council: facts from published papers of 2018, sentences of our own, loaded by the real operations."""

from panels.demo.load import Account, load

__all__ = ["Account", "load"]
