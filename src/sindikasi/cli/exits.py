"""The exit codes scripts rely on, and which error ends with which."""

from __future__ import annotations

from sindikasi.errors import (
    ConfigError,
    DocumentError,
    HomeLocked,
    PluginError,
    SindikasiError,
    StorageError,
)

OK, NO, USAGE, SOME_REJECTED, NO_STORE, HELD, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_OF_ERRORS: tuple[tuple[type[SindikasiError], int], ...] = (
    (HomeLocked, HELD),
    (StorageError, NO_STORE),
    (ConfigError, USAGE),
    (PluginError, USAGE),
    (DocumentError, SOME_REJECTED),
)


def exit_code(error: SindikasiError) -> int:
    """Return the code a command ends with that fails with `error`."""
    return next((code for kind, code in _OF_ERRORS if isinstance(error, kind)), NO)
