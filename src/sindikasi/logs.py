"""What is written on stderr while the lanes run; the only door to structlog's configuration."""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal

import structlog


def _traceback_as_fields() -> structlog.processors.ExceptionRenderer:
    """Return a renderer of tracebacks without the variables in them: they may hold whole documents."""
    return structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=12)
    )


def configure_logs(level: str, form: Literal["auto", "console", "json"]) -> None:
    """Write events from `level` on, as coloured lines on a terminal and JSON lines elsewhere unless told."""
    least = logging.getLevelNamesMapping()[level.upper()]
    is_console = form == "console" or (form == "auto" and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        if is_console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([] if is_console else [_traceback_as_fields()]),
        renderer,
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries speak through the standard module: their warnings come out in the same place.
    logging.basicConfig(level=max(least, logging.WARNING), stream=sys.stderr, format="%(name)s: %(message)s")
