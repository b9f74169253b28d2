"""Bytes become the text their writer meant."""

from __future__ import annotations

import pytest

from sindikasi.parsers.encoding import decode, is_utf16, mend_double_encoding

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
