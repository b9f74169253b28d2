"""Runs commands in this process as the shell would see them: exit code, stdout, stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import structlog

from sindikasi.cli import main


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object a single answer prints."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def rows(self) -> list[Any]:
        """The objects of a list, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def run(home: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> Ran:
    """Run `sindikasi -C home ...`; the environment holds no other setting."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SINDIKASI_")}
    with (
        mock.patch.dict(os.environ, clean | environment, clear=True),
        _streams(io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), out, err),
        mock.patch.object(sys, "argv", ["sindikasi", "-C", str(home), *arguments]),
    ):
        try:
            main()
            code: Any = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            structlog.reset_defaults()
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return Ran(code=code, out=texts[0], err=texts[1])


def drop(folder: Path, name: str, text: str) -> str:
    """Write a file below the folder; return its path as a command takes it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


@contextmanager
def _streams(stdin: io.TextIOBase, out: io.TextIOBase, err: io.TextIOBase) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = stdin, out, err  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
