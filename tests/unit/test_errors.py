"""What an error tells of a document can be shown to a person."""

from __future__ import annotations

from sindikasi.errors import DocumentError


def test_a_message_is_one_bounded_line_without_what_a_terminal_obeys() -> None:
    message = DocumentError("the key \x1b[2J\n\u202ex is none" + "x" * 5_000).message
    assert message.isprintable()
    assert message.startswith("the key  [2J  x is none")
    assert len(message) == 900
