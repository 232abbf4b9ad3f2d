"""What every table is made of: the metadata with its names, and the kinds of columns that come up often."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.types import Key

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str, *, primary: bool = False, default: str | None = None) -> sa.Column[str]:
    """An identifier or a code."""
    return sa.Column(name, Key, primary_key=primary, nullable=False, server_default=default)


def text(name: str) -> sa.Column[str]:
    """Words."""
    return sa.Column(name, sa.Text, nullable=False)


def number(name: str, *, default: str | None = None) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=False, server_default=default)
