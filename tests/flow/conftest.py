"""A newsroom in a temporary folder, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.flow.newsroom import Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.close()


@pytest.fixture(autouse=True)
def log() -> Iterator[list[dict[str, Any]]]:
    with capture_logs() as lines:
        yield lines  # type: ignore[misc]
