"""Breaks the order in which things reach the disk, one place at a time, and shows that test_power_loss.py notices.

`python -m tests.faults.mutations` prints a line for each change; exit 1 when one goes unnoticed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A piece of code and what it is replaced by."""

    what: str
    file: str
    code: str
    broken: str


MUTATIONS = (
    Mutation("synchronous = NORMAL always", "storage/sqlite.py", "'FULL' if is_durable else 'NORMAL'", "'NORMAL'"),
    Mutation("take-in not durable", "storage/queue.py", "is_durable: bool = True", "is_durable: bool = False"),
    Mutation("filing not durable", "storage/filing.py", "_database.writing()", "_database.writing(is_durable=False)"),
    Mutation(
        "a finished container not durable",
        "storage/queue.py",
        "with self._database.writing() as connection:\n            done =",
        "with self._database.writing(is_durable=False) as connection:\n            done =",
    ),
    Mutation(
        "the file moves before the commit",
        "inbox/receive.py",
        "        outcomes = self._queue.offer(",
        '        [self._clear_away(read, "queued") for read in batch]\n        outcomes = self._queue.offer(',
    ),
    Mutation(
        "folders of moved files not synced",
        "inbox/receive.py",
        "            sync_folder(folder)\n",
        "            pass\n",
    ),
    Mutation(
        "the folder left is synced first",
        "inbox/receive.py",
        "[*entered, *{read.path.parent for read in batch}]",
        "[*{read.path.parent for read in batch}, *entered]",
    ),
    Mutation(
        "new folders not synced",
        "inbox/places.py",
        "    folder.mkdir(exist_ok=True)\n    sync_folder(folder.parent)\n",
        "    folder.mkdir(exist_ok=True)\n",
    ),
    Mutation("reasons not synced", "inbox/quarantine.py", "        os.fsync(file.fileno())\n", ""),
    Mutation(
        "the folder of refusals not synced",
        "inbox/quarantine.py",
        "        _put(rested, place, content)\n        sync_folder(place.parent)\n",
        "        _put(rested, place, content)\n",
    ),
    Mutation(
        "the refused file before its reason",
        "inbox/quarantine.py",
        "        self._explain(place, name, reason, message, at)\n        rested",
        "        self._late = (place, name, reason, message, at)\n        rested",
    ),
    Mutation(
        "a refusal committed before it lies in its place",
        "flow/ingest.py",
        "        if claim.quarantined != claim.document.name:",
        "        desk.reject(claim, refused.reason, refused.message)\n"
        '        desk._connection.execute("COMMIT")\n'
        '        desk._connection.execute("BEGIN IMMEDIATE")\n'
        "        if claim.quarantined != claim.document.name:",
    ),
    Mutation("feeds not synced", "outputs/files.py", "            self._sync()\n", ""),
    Mutation("the folder of feeds not synced", "outputs/files.py", "            _sync_folder(folder)\n", ""),
    Mutation(
        "feeds written in place",
        "outputs/files.py",
        "        # In the same folder, for",
        "        path.write_bytes(content)\n        return True\n        # In the same folder, for",
    ),
    Mutation(
        "noted as published before it is written",
        "flow/publish.py",
        "        room = most_pages\n",
        "        room = most_pages\n        self._upkeep.mark_published(changes)\n",
    ),
    Mutation(
        "the folder of a backup not synced",
        "storage/backup.py",
        "    _sync(os.fspath(target.parent), os.O_RDONLY | os.O_DIRECTORY)\n",
        "",
    ),
)


def main() -> int:
    """Try every mutation in a copy of the source; return how the program ends."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source)
        for mutation in MUTATIONS:
            path = source / "sindikasi" / mutation.file
            whole = path.read_text()
            if whole.count(mutation.code) != 1:
                raise SystemExit(f"{mutation.what}: {mutation.file} has the code {whole.count(mutation.code)} times")
            path.write_text(whole.replace(mutation.code, mutation.broken))
            caught = _failing(source)
            path.write_text(whole)
            missed += not caught
            sys.stdout.write(f"{'caught' if caught else 'MISSED':7} {mutation.what}: {', '.join(caught) or '-'}\n")
            sys.stdout.flush()
    return min(missed, 1)


def _failing(source: Path) -> list[str]:
    """Return the tests that fail over a source tree."""
    command = [sys.executable, "-m", "pytest", "tests/faults/test_power_loss.py", "-q", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": str(source)}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    if "no tests ran" in ran.stdout or "skipped" in ran.stdout:
        raise SystemExit(f"the tests do not run here: {ran.stdout[-300:]}")
    return [line.split("::")[1].split(" ")[0] for line in ran.stdout.splitlines() if line.startswith("FAILED")]


if __name__ == "__main__":
    raise SystemExit(main())
