"""What storage says when it cannot go on. Every message is one readable line without a password."""

from __future__ import annotations


class StorageError(Exception):
    """The database cannot be used: unknown URL, unreachable, or a schema this program does not know."""


class EarlierTimeError(StorageError):
    """A clock was set before a time that this database has already seen."""
