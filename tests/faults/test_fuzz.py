"""No document, however made, does more than be read or be refused: each parser, the ladders and the whole way, fuzzed.

The short form runs with every `make test`; `make test-faults` runs some hundred times as many inputs, new ones every
time, and prints how many each target had and which was the slowest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sindikasi.core.sidecars import is_metadata
from sindikasi.errors import DocumentError
from sindikasi.flow.reading import Reading, Refusal, is_container
from sindikasi.model import Article, Bounds, Document
from sindikasi.parsers.encoding import decode_noted
from sindikasi.parsers.sniff import agency_format, choose, head, looks_like_html
from sindikasi.plugins import load_parsers
from sindikasi.ports import Archive
from tests.builders import NOON
from tests.faults.fuzzing import archives, examples, mutated
from tests.outcomes import assert_can_be_shown, assert_tells, outcomes
from tests.unit.parsers.packing import a_file, a_reading

SHORT = 12
LONG_SECONDS = 8.0
"""Of processor time, for each target of the long form."""
MOST_SECONDS = 10.0
"""Of processor time for one input, as `worker.cpu` has it."""
BOUNDS = Bounds(expanded_bytes=5_000_000, members=50)

EXAMPLES = examples()
PARSERS = {parser.name: parser for parser in load_parsers()}


@cache
def reading() -> Reading:
    return a_reading()


@cache
def seeds_of(parser: str) -> list[tuple[str, bytes]]:
    """Return the examples a parser reads."""
    found = [
        (name, content)
        for name, content in EXAMPLES.items()
        if PARSERS[parser].recognises(a_file(name, content)) > 0
        or choose(a_file(name, content), load_parsers()).name == parser
    ]
    assert found, f"no example for {parser}"
    return found


# --- what is tried


def parse(parser: str, document: Document) -> None:
    """Read with one parser, whether or not it would have been asked."""
    chosen = PARSERS[parser]
    try:
        assert 0 <= chosen.recognises(document) <= 100
        if not is_container(chosen):
            chosen.parse(document)
        elif isinstance(chosen, Archive):
            for member in chosen.expand(document, BOUNDS):
                assert member.suffix
        else:
            for member in chosen.unpack(document):
                assert member.suffix
    except DocumentError as error:
        assert_tells(Refusal(document=document.name, reason=error.reason, message=error.message))


def sniff(document: Document) -> None:
    try:
        choose(document, load_parsers())
    except DocumentError as error:
        assert_tells(Refusal(document=document.name, reason=error.reason, message=error.message))
    start = head(document)
    agency_format(start)
    looks_like_html(start)
    is_metadata(document.content)


def decode(document: Document) -> None:
    for declared in (None, "utf-8", "cp1252", "utf-7", "punycode", "x" * 99, "\0"):
        text, _ = decode_noted(document.content, declared)
        assert len(text) <= 2 * len(document.content) + 1


def read(document: Document) -> None:
    for outcome in outcomes(reading(), document):
        if isinstance(outcome, Article):
            assert_can_be_shown(outcome)


def read_beside_metadata(document: Document) -> None:
    read(
        Document(
            key=document.key, name="a.txt", source="x", content=EXAMPLES["foto.txt"], received=NOON,
            metadata=document.content,
        )
    )  # fmt: skip


Try = Callable[[Document], None]
ALL = [*EXAMPLES.items()]
SIDECARS = [(name, EXAMPLES[name]) for name in ("foto.yaml", "sendiri.json", "artikel.json", "naskah.md")]
TARGETS: dict[str, tuple[Try, Callable[[], st.SearchStrategy[tuple[str, bytes]]]]] = {
    **{
        f"parser {name}": (lambda document, name=name: parse(name, document), lambda name=name: mutated(seeds_of(name)))
        for name in PARSERS
    },
    "sniffing": (sniff, lambda: mutated(ALL)),
    "encodings": (decode, lambda: mutated(ALL)),
    "the whole way": (read, lambda: mutated(ALL)),
    "archives": (read, lambda: archives(ALL)),
    "metadata": (read_beside_metadata, lambda: mutated(SIDECARS)),
    "any bytes": (read, lambda: st.tuples(st.sampled_from([*EXAMPLES]), st.binary(max_size=400))),
    "any text": (read, lambda: st.tuples(st.sampled_from([*EXAMPLES]), st.text(max_size=400).map(str.encode))),
}


class Tried:
    """How many inputs a target had, and which took longest."""

    def __init__(self, target: str, seconds: float) -> None:
        self._target = target
        self._act = TARGETS[target][0]
        self._end = time.process_time() + seconds
        self.count = 0
        self.slowest = 0.0
        self.slowest_bytes = 0

    def __call__(self, made: tuple[str, bytes]) -> None:
        """Try an input, unless the time is used up."""
        began = time.process_time()
        if began > self._end:
            return
        name, content = made
        self._act(a_file(name, content))
        seconds = time.process_time() - began
        self.count += 1
        if seconds > self.slowest:
            self.slowest, self.slowest_bytes = seconds, len(content)
        assert seconds < MOST_SECONDS, f"{seconds:.1f} s of processor time for {len(content):,} bytes"


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_comes_is_read_or_refused(target: str) -> None:
    tried = Tried(target, 60.0)
    check = given(TARGETS[target][1]())(tried.__call__)
    settings(max_examples=SHORT, derandomize=True, database=None, deadline=None, phases=[Phase.generate])(check)()
    assert tried.count >= SHORT // 2


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS)
def test_whatever_comes_is_read_or_refused_many_times_over(target: str) -> None:
    tried = Tried(target, LONG_SECONDS)
    check = given(TARGETS[target][1]())(tried.__call__)
    settings(
        max_examples=20_000,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # making an input smaller takes longer than all the others together
        suppress_health_check=list(HealthCheck),
    )(check)()  # fmt: skip
    print(  # noqa: T201 - the figures, shown with -s
        f"\n{target}: {tried.count} inputs; the slowest took {tried.slowest * 1000:.0f} ms of processor time "
        f"for {tried.slowest_bytes:,} bytes"
    )
    assert tried.count > SHORT
