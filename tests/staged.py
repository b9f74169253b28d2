"""One published file, put in place as the publish lane does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sindikasi.outputs.files import Staging


def write_if_changed(path: Path, content: bytes, *, modified: datetime | None = None) -> bool:
    """Stage one file, put it in place and make its name durable; return whether anything was written."""
    staging = Staging()
    try:
        is_new = staging.add(path, content, modified=modified)
        staging.put_in_place()
    finally:
        staging.drop()
    staging.settle()
    return is_new
