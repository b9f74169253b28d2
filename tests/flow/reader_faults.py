"""What hostile documents do to a reader, as a reading that a process can be given."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from sindikasi.flow.reading import Outcome, Refusal
from sindikasi.model import Document

_hoard: list[bytearray] = []


class Faulty:
    """Does what the content of a document says, and tells of it."""

    def read(self, document: Document) -> Iterator[Outcome]:
        verb, _, rest = document.content.decode().partition(" ")
        if verb == "spin":
            while True:
                pass
        if verb == "sleep":
            time.sleep(float(rest))
        if verb == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if verb == "crash-once" and not Path(rest).exists():
            Path(rest).touch()
            os._exit(3)
        if verb == "hoard":
            _hoard.append(bytearray(int(rest)))
        yield Refusal(document=document.name, reason="empty", message=f"{os.getpid()} {len(document.content)}")


def faulty() -> Faulty:
    return Faulty()


def unable() -> Faulty:
    raise SystemExit(7)
