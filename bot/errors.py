"""Errors a person can mend: said in one line, never as a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the keyboard can change. ``status`` is the exit status of ``lots``."""

    status = 2


class FoundWrong(UserError):  # noqa: N818  # not a failure: the check was made and found something
    """A check found something wrong: exit status 1."""

    status = 1
