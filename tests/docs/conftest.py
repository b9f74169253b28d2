"""A home with a running daemon for the pages whose commands are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    home.start()
    yield home
    home.stop()
