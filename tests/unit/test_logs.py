"""What is written on stderr: JSON lines for machines, plain lines for people, no document's text."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest
import structlog

from sindikasi.logs import configure_logs


@contextmanager
def stderr() -> Iterator[io.StringIO]:
    """Give what is written on stderr, with nobody else listening to the standard module."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        with redirect_stderr(io.StringIO()) as stream:
            yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


def fail() -> None:
    text = "isi naskah rahasia " + "x" * 3
    raise ValueError(len(text))


def test_lines_are_json_where_nobody_watches() -> None:
    with stderr() as written:
        configure_logs("info", "auto")
        structlog.get_logger("ingest").info("document", document="gempa 🌋.txt", ms=1.5)
        line = json.loads(written.getvalue())
        assert (line["event"], line["level"], line["document"]) == ("document", "info", "gempa 🌋.txt")
        assert line["timestamp"].endswith("Z")
        assert "🌋" in written.getvalue()


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_holds_no_text_of_a_document(form: str) -> None:
    with stderr() as written:
        configure_logs("info", form)  # type: ignore[arg-type]
        try:
            fail()
        except ValueError as error:
            structlog.get_logger("ingest").error("document failed", exc_info=error)
        assert "ValueError" in written.getvalue()
        assert "rahasia xxx" not in written.getvalue()


def test_console_lines_are_for_people() -> None:
    with stderr() as written:
        configure_logs("info", "console")
        structlog.get_logger("daemon").info("stopped")
        assert "stopped" in written.getvalue()
        assert not written.getvalue().startswith("{")


def test_nothing_less_severe_than_asked_for_is_written() -> None:
    with stderr() as written:
        configure_logs("warning", "json")
        structlog.get_logger("daemon").info("stopped")
        logging.getLogger("library").info("chatter")
        assert written.getvalue() == ""
        structlog.get_logger("daemon").warning("waits")
        logging.getLogger("library").warning("something is wrong")
        assert '"waits"' in written.getvalue()
        assert "library: something is wrong" in written.getvalue()
