from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.parts import take_apart
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from tests.unit.feed_builders import a_feed, a_withdrawal, an_article

OUTPUTS = [AtomOutput(), RssOutput(), JsonFeedOutput()]
TRAPS = '  <entry>\n    <item>\n</feed>\n  </channel>\n</rss>\n]}\n\n"items":[{}]'
LEADS = [an_article(number, body=f'{TRAPS}\n\n{number} \\ " ☃ </entry>') for number in range(1, 4)]


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.suffix)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_parts_put_together_are_the_document(output: AtomOutput, count: int) -> None:
    content = output.render(a_feed(*LEADS[:count]))
    parts = take_apart(content, output.suffix)
    assert parts is not None
    assert len(parts.entries) == count
    assert parts.with_entries(parts.entries) == content


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.suffix)
def test_a_document_with_some_of_its_entries_is_that_feed_with_those_alone(output: AtomOutput) -> None:
    whole = a_feed(*LEADS)
    parts = take_apart(output.render(whole), output.suffix)
    assert parts is not None
    for kept in ([], [0], [1], [2], [0, 2], [1, 2]):
        some = replace(whole, entries=tuple(whole.entries[index] for index in kept))
        assert parts.with_entries([parts.entries[index] for index in kept]) == output.render(some)


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.suffix)
def test_notices_of_withdrawn_entries_are_in_every_part(output: AtomOutput) -> None:
    feed = a_feed(*LEADS, withdrawals=[a_withdrawal()])
    parts = take_apart(output.render(feed), output.suffix)
    assert parts is not None
    notice = f"{7:012x}".encode()
    assert notice in parts.head + b"".join(parts.entries[:1])


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"", "atom"),
        (b"<feed><entry/></feed>\n", "atom"),
        (b"<feed>\n<entry/>\n</feed>\n", "atom"),
        (b"<feed></feed>", "atom"),
        (b"<rss><channel><item/>\n  </channel>\n</rss>\n", "rss"),
        (b"{", "json"),
        (b'{"items":[1, 2]}\n', "json"),
        (b'{"items":[1],"x":1}\n', "json"),
        (b"[]", "json"),
        (b"x", "html"),
    ],
)
def test_documents_of_other_hands_are_left_whole(content: bytes, suffix: str) -> None:
    assert take_apart(content, suffix) is None
