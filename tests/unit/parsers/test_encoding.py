"""Bytes become the text their writer meant."""

from __future__ import annotations

import pytest

from sindikasi.model import ParsedArticle
from sindikasi.parsers.encoding import TWICE, decode, decode_noted, is_utf16, mend_double_encoding, mended

SENTENCE = "Harga naik – “tetap wajar”, kata José di café Kutacane."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_rung_of_the_ladder_reads_the_same_sentence(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_a_declared_encoding_is_believed_when_the_bytes_are_not_utf_8() -> None:
    assert decode("Путин".encode("koi8-r"), "koi8-r") == "Путин"


def test_valid_utf_8_wins_over_a_wrong_declaration() -> None:
    assert decode(SENTENCE.encode(), "iso-8859-1") == SENTENCE


def test_latin_1_is_read_as_the_web_reads_it() -> None:
    assert decode(b"\x93kata\x94 \xe9", "ISO-8859-1") == "“kata” é"


def test_an_unknown_declared_encoding_is_passed_over() -> None:
    assert decode(b"\x93kata\x94", "x-no-such") == "“kata”"


def test_stray_bytes_in_utf_8_are_read_as_windows_1252() -> None:
    assert decode("Ini “benar”, lalu ".encode() + b"\x93salah\x94") == "Ini “benar”, lalu “salah”"


def test_mostly_foreign_bytes_are_guessed() -> None:
    text = "Президент России провел телефонный разговор с коллегой. " * 8
    assert decode(text.encode("windows-1251")) == text


def test_utf_8_encoded_twice_is_mended() -> None:
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in SENTENCE.encode())
    assert decode(twice.encode()) == SENTENCE


def test_one_word_encoded_twice_is_mended_among_right_ones() -> None:
    assert mend_double_encoding("“Benar” dan â€œsalahâ€\u009d di cafÃ©") == "“Benar” dan “salah” di café"


def test_text_that_only_looks_garbled_stays() -> None:
    assert mend_double_encoding("SÃO PAULO – naïve Ângström") == "SÃO PAULO – naïve Ângström"


def test_binary_with_some_nuls_is_not_utf_16() -> None:
    assert not is_utf16(b"\x00\x01\x02\x03abcdefgh\x00\x00\x00\x00")
    assert is_utf16("Halo dunia".encode("utf-16-le"))


# --- what was mended is told

STRAY = "not UTF-8: read as UTF-8 with single bytes of Windows-1252"
TWICE_ENCODED = SENTENCE.replace("”", "").encode().decode("cp1252").encode()


@pytest.mark.parametrize(
    ("data", "declared", "repairs"),
    [
        (SENTENCE.encode(), None, ()),
        (SENTENCE.encode(), "UTF-8", ()),
        (SENTENCE.encode("utf-8-sig"), None, ()),
        (SENTENCE.encode("utf-16"), None, ()),
        (SENTENCE.encode("koi8-r", "ignore") + b"\xd0", "koi8-r", ()),
        (b"Harga naik", "iso-8859-1", ()),
        (SENTENCE.encode("utf-16-be"), None, ("UTF-16 without a byte-order mark",)),
        (SENTENCE.encode(), "iso-8859-1", ("declared as iso-8859-1, read as the UTF-8 it is",)),
        (SENTENCE.encode("cp1252"), None, (STRAY,)),
        (
            SENTENCE.encode("cp1252"),
            "utf-8",
            ("declared as utf-8, which it is not: read as UTF-8 with single bytes of Windows-1252",),
        ),
        (TWICE_ENCODED, None, (TWICE,)),
    ],
)
def test_what_was_mended_is_told(data: bytes, declared: str | None, repairs: tuple[str, ...]) -> None:
    assert decode_noted(data, declared).repairs == repairs


def test_a_guess_is_told() -> None:
    (repair,) = decode_noted(("Президент провел разговор с коллегой. " * 8).encode("cp1251")).repairs
    assert repair.startswith("not UTF-8: read as ")
    assert repair.endswith(", by its bytes")


def test_fields_that_spell_it_twice_encoded_are_mended_and_that_is_told() -> None:
    sent = ParsedArticle(headline="“Benar” di cafÃ©", body="Harga naik", byline="José", repairs=("lain",))
    read = mended(sent)
    assert (read.headline, read.byline, read.repairs) == ("“Benar” di café", "José", ("lain", TWICE))
    assert mended(read) is read
