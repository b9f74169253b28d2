"""What hostile files cost: outcome, time and peak memory of `sindikasi ingest`, over all its processes.

    python -m benchmarks.hostile [WORD ...]     (cases whose names hold one of the words; all of them unless told)

Each case is a home of its own: the hostile file lies between two honest ones, and the installed command takes in the
folder. Peak memory is the largest sum over its processes of what each holds, shared pages shared out among them
(proc_pid_smaps(5), Pss), looked at every 20 ms; `process` is the largest any one of them ever held (VmHWM, shared
pages included). The empty case shows what the command itself takes. Ends with 1 when a case is not as it should be.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.flow.newsroom import CUP, FLOOD, RATES
from tests.hostile import TABLE, Row
from tests.hostile.files import a_gigabyte, a_tar_header, overlapping_zip
from tests.hostile.rows import Content
from tests.unit.parsers.packing import COMPRESS, a_zip

MOST_MB = 400
MOST_SECONDS = 30
"""Of processor time: other work on the machine does not count."""
MOST_DELAY_SECONDS = 10
"""Of processor time, which a hostile file may keep the next one waiting: the run without it is taken off."""
_PAUSE_SECONDS = 0.02
_CALM = "nothing hostile"
_LINES = 1_000_000
_TEXTS = 1_000
_SETTINGS = '[inbox]\nmax_size = "22MB"\n'
"""For a million lines in one file: the shortest that hold four words come to 21 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file and what has to become of it."""

    name: str
    content: Content | None = None
    """None: a sparse file of a gigabyte."""
    reasons: frozenset[str] = frozenset()
    """The reasons its refusals may have; none: it is read."""
    read: int = 0
    """How many articles are made of it."""
    settings: str = ""
    seconds: int = MOST_SECONDS


@dataclass(slots=True)
class Cost:
    """What a run was seen to take."""

    seconds: float = 0.0
    ticks: dict[int, int] = field(default_factory=dict)
    """Processor time of each process, as last seen."""
    together: int = 0
    """Peak of all processes, MB."""
    largest: int = 0
    """Peak of one of them, MB."""

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all of them."""
        return sum(self.ticks.values()) / os.sysconf("SC_CLK_TCK")


def cases() -> dict[str, Case]:
    """Return every case by its name."""
    found = {_CALM: Case(name="m.txt", content=RATES.encode(), read=1)}
    found |= {
        label: Case(name=row.file, content=row.content, reasons=_reasons(row), read=row.read)
        for label, row in TABLE.items()
    }
    heavy = frozenset({"too-large", "too-costly"})
    return found | {
        "1 GB of one line, as it is": Case(name="baris.txt", reasons=heavy),
        "1 GB of one line, in gzip": Case(name="baris.txt.gz", content=a_gigabyte(b"air naik "), reasons=heavy),
        "1 GB of one JSON line": Case(name="baris.jsonl.gz", content=a_gigabyte(b'{"text": "air"} '), reasons=heavy),
        "1 GB in a tar": Case(
            name="bom.tar.gz",
            content=COMPRESS["gz"](a_tar_header("a.txt", 10**9)) + a_gigabyte(b"air naik "),
            reasons=heavy,
        ),
        "a 19 MB word": Case(name="kata.txt", content=b"a" * 19_000_000, reasons=heavy),
        "4 million tags": Case(name="huruf.html", content=b"<p>" + b"a<b>" * 4_000_000, reasons=frozenset({"unsafe"})),
        "120,000 empty files": Case(
            name="daftar.zip", content=a_zip({f"{n}.txt": "" for n in range(120_000)}), reasons=heavy
        ),
        "overlapping files": Case(
            name="tumpuk.zip", content=overlapping_zip(4_000, b"banjir " * 150_000), reasons=heavy | {"malformed"}
        ),
        "a million JSON lines, one bad": Case(
            name="juta.jsonl",
            content=a_million_lines(),
            reasons=frozenset({"malformed"}),
            read=_TEXTS,
            settings=_SETTINGS,
            seconds=600,
        ),
    }


def _reasons(row: Row) -> frozenset[str]:
    """Return the reasons for which anything of a row may be refused."""
    return row.refused | row.also | frozenset(row.members.values())


def a_million_lines() -> bytes:
    """Return a million lines, as many as one file of the usual size may have, with one in the middle that is broken.

    A thousand of them are different articles, the others repeat them: all different ones would be filed for an hour.
    """
    told = [f'{{"text":"a b {n // 36:02} {n % 36:02}"}}' for n in range(_TEXTS)]
    half = "".join(f"{line}\n" for line in told) * (_LINES // _TEXTS // 2)
    return f"{half}{{\n{half}"[:-1].encode()


def main(wanted: list[str]) -> int:
    """Print a line for each case; return how the program ends."""
    print(f"{'case':34} {'reason':24} {'read':>5} {'wall s':>7} {'cpu s':>6} {'together':>9} {'process':>8}")
    failures = tried = 0
    calm, most = Cost(), Cost()
    for label, case in cases().items():
        if wanted and label != _CALM and not any(word in label for word in wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            cost, problem = _tried(label, case, Path(folder), calm)
        if label == _CALM:
            calm = cost
        tried += 1
        most.together, most.largest = max(most.together, cost.together), max(most.largest, cost.largest)
        if case.seconds == MOST_SECONDS:
            most.seconds = max(most.seconds, cost.seconds - calm.seconds)
            most.ticks[0] = max(most.ticks.get(0, 0), sum(cost.ticks.values()) - sum(calm.ticks.values()))
        if problem:
            failures += 1
            print(f"  WRONG: {problem}")
    print(
        f"{tried} cases, {failures} wrong; most: {most.together} MB together, {most.largest} MB one process, "
        f"{most.seconds:.1f} s wall and {most.cpu_seconds:.1f} s of processor time longer than with nothing hostile"
    )
    return 1 if failures else 0


def _tried(label: str, case: Case, home: Path, calm: Cost) -> tuple[Cost, str]:
    """Run a case and print what it took; return that, and what is wrong with it."""
    inbox = home / "drop"
    inbox.mkdir()
    (inbox / "a-final.txt").write_text(CUP, "utf-8")
    _write(inbox / case.name, case.content() if callable(case.content) else case.content)
    (inbox / "z-banjir.txt").write_text(FLOOD.replace("14", "41"), "utf-8")
    (home / "sindikasi.toml").write_text(case.settings, "utf-8")
    cost, rows = _run(home, inbox, case.seconds)
    refused = [row for row in rows if row["outcome"] == "rejected"]
    opened = [row for row in rows if row["article"] is not None]
    reasons = sorted({row["reason"] for row in refused})
    read = len({row["document"] for row in opened}) - 2
    print(
        f"{label:34} {', '.join(reasons) or '-':24} {read:>5} {cost.seconds:>7.1f} {cost.cpu_seconds:>6.1f} "
        f"{cost.together:>6} MB "
        f"{cost.largest:>5} MB",
        flush=True,
    )
    delay = cost.cpu_seconds - calm.cpu_seconds if calm.ticks else 0.0
    return cost, "; ".join(_wrong(case, rows, reasons, read, cost, delay))


def _wrong(
    case: Case, rows: list[dict[str, object]], reasons: list[str], read: int, cost: Cost, delay: float
) -> list[str]:
    documents = {row["document"] for row in rows if row["article"] is not None}
    return [
        told
        for is_wrong, told in (
            (not {"a-final.txt", "z-banjir.txt"} <= documents, "a neighbour was lost"),
            (not set(reasons) <= case.reasons or bool(case.reasons) != bool(reasons), f"reasons are {reasons}"),
            (read != case.read, f"{read} articles were made of it, not {case.read}"),
            (cost.together > MOST_MB, f"more than {MOST_MB} MB"),
            (cost.cpu_seconds > case.seconds, f"more than {case.seconds} s"),
            (
                case.seconds == MOST_SECONDS and delay > MOST_DELAY_SECONDS,
                f"the next one waits {delay:.1f} s of processor time",
            ),
        )
        if is_wrong
    ]


def _write(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.write_bytes(content)
        return
    with path.open("wb") as file:
        file.write(b"air naik ")
        file.truncate(10**9)


def _run(home: Path, inbox: Path, patience_seconds: int) -> tuple[Cost, list[dict[str, object]]]:
    command = [Path(sys.executable).with_name("sindikasi"), "-C", home, "ingest", "--json", inbox]
    began = time.monotonic()
    cost = Cost()
    with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        while process.poll() is None:
            _look(process.pid, cost)
            time.sleep(_PAUSE_SECONDS)
            if time.monotonic() - began > 20 * patience_seconds:
                process.kill()
    cost.seconds = time.monotonic() - began
    rows = [json.loads(line) for line in (home / "out").read_text("utf-8").splitlines()]
    return cost, rows


def _look(pid: int, cost: Cost) -> None:
    """Take down what the process and all it started hold now."""
    together = 0
    for each in _family(pid):
        with suppress(OSError, ValueError):
            times = Path(f"/proc/{each}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
            cost.ticks[each] = int(times[11]) + int(times[12])
            lines = Path(f"/proc/{each}/smaps_rollup").read_text("ascii").splitlines()[1:]
            sizes = {line.split()[0]: int(line.split()[1]) for line in lines}
            together += sizes.get("Pss:", 0)
            status = Path(f"/proc/{each}/status").read_text("ascii", "replace")
            peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
            cost.largest = max(cost.largest, peak >> 10)
    cost.together = max(cost.together, together >> 10)


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
