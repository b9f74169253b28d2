"""What can go wrong, sorted by what the caller should do."""

from __future__ import annotations

import errno

_MACHINE = frozenset(
    {
        errno.EDQUOT,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENODEV,
        errno.ENOMEM,
        errno.ENOSPC,
        errno.ENXIO,
        errno.EROFS,
        errno.ESTALE,
        errno.ETIMEDOUT,
    }
)
_LONGEST_MESSAGE = 900
"""Characters; a message is one line for a person."""


class SindikasiError(Exception):
    """Base of every error this package raises on purpose."""


class ConfigError(SindikasiError):
    """A setting is wrong: stop, and name the key."""

    def __init__(self, message: str, *, key: str | None = None) -> None:
        super().__init__(message)
        self.key = key


class QueryError(ConfigError):
    """A topic query cannot be read; `column` counts characters from 1."""

    def __init__(self, message: str, *, column: int, key: str | None = None) -> None:
        super().__init__(message, key=key)
        self.column = column


class DocumentError(SindikasiError):
    """Reject this document; `reason` is the short code, the message tells a person what to do."""

    reason = "malformed"

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        # What it quotes of the document may be long, and may hold what a terminal obeys.
        self.message = "".join(each if each.isprintable() else " " for each in message[:_LONGEST_MESSAGE])
        if reason is not None:
            self.reason = reason


class UnknownFormat(DocumentError):
    """No parser recognises the content."""

    reason = "unknown-format"


class MalformedDocument(DocumentError):
    """The format is known, the content breaks its rules."""

    reason = "malformed"


class EmptyArticle(DocumentError):
    """Nothing is left that a reader could read."""

    reason = "empty"


class LeaseLost(SindikasiError):
    """Another worker holds the document now: drop the work."""


class PluginError(SindikasiError):
    """A plugin is missing or does not fit its protocol: stop at start."""

    def __init__(self, message: str, *, group: str, name: str) -> None:
        super().__init__(message)
        self.group = group
        self.name = name


class ReadersUnavailable(SindikasiError):
    """The processes that read documents cannot be started: try later."""


class StorageError(SindikasiError):
    """The store cannot do what was asked."""


class StorageUnavailable(StorageError):
    """The store is locked or out of reach: try later."""


class SchemaMismatch(StorageError):
    """The store was written by another version: stop."""


class HomeLocked(SindikasiError):
    """Another instance holds the home folder; `pid` is its process number."""

    def __init__(self, message: str, *, pid: int | None) -> None:
        super().__init__(message)
        self.pid = pid


class PublishError(SindikasiError):
    """A feed could not be written: the old file stays, the next tick tries again."""

    def __init__(self, message: str, *, topic: str) -> None:
        super().__init__(message)
        self.topic = topic


def machine_fault(error: BaseException) -> str | None:
    """Return in words which fault of the machine this is: it concerns any file, and passes; None for any other.

    A full or read-only disk, input and output errors, a disk that is gone, no open files or memory left.
    """
    if isinstance(error, OSError) and error.errno in _MACHINE:
        return error.strerror
    return None


class PushError(SindikasiError):
    """A hub or a subscriber cannot be reached, or did not take what was sent: try later."""
