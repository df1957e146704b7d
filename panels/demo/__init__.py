"""The demonstration council: facts from published papers, sentences of our own, loaded by real operations."""

from panels.demo.load import Account, load

__all__ = ["Account", "load"]
