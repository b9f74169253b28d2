"""Answers go to stdout as long as somebody reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_reader_that_has_seen_enough_is_no_error(stocked: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SINDIKASI_")}
    listing = subprocess.Popen(
        [sys.executable, "-m", "sindikasi", "-C", str(stocked), "articles", "--json", "--text"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert listing.stdout is not None
    listing.stdout.close()
    _, talk = listing.communicate(timeout=60)
    assert (listing.returncode, talk) == (0, b"")
