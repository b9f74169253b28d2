"""What is mended while a file is decoded goes with the article, whatever its format."""

from __future__ import annotations

import json

import pytest

from sindikasi.flow.reading import Refusal
from sindikasi.model import Article
from sindikasi.parsers.encoding import TWICE
from tests.unit.parsers.packing import a_file, a_reading

TEXT = "Harga kopi naik, “tetap wajar”, kata José di café Kutacane pada Jumat siang kepada wartawan."
STRAY = "not UTF-8: read as UTF-8 with single bytes of Windows-1252"
GARBLED = TEXT.replace("”", "“").encode().decode("cp1252")


def read(name: str, content: bytes) -> Article:
    (article,) = a_reading().articles(a_file(name, content))
    assert not isinstance(article, Refusal)
    return article


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"Kopi naik\n\n{TEXT}"),
        ("a.md", f"---\ntitle: Kopi naik\n---\n{TEXT}"),
        ("a.json", json.dumps({"title": "Kopi naik", "text": TEXT}, ensure_ascii=False)),
        ("a.html", f"<html><body><h1>Kopi naik</h1><p>{TEXT}</p></body></html>"),
        ("a.eml", f"From: a@b.example\nTo: c@b.example\nSubject: Kopi naik\n\n{TEXT}"),
    ],
)
def test_bytes_that_are_not_utf_8_are_read_and_told(name: str, content: str) -> None:
    article = read(name, content.encode("cp1252"))
    assert article.body == TEXT
    assert article.repairs[-1].endswith("read as UTF-8 with single bytes of Windows-1252")


@pytest.mark.parametrize("escaped", [True, False])
def test_json_encoded_twice_is_mended_and_told(escaped: bool) -> None:
    sent = json.dumps({"title": "Kopi naik", "text": GARBLED}, ensure_ascii=escaped)
    article = read("a.json", sent.encode())
    assert (article.body, article.repairs) == (TEXT.replace("”", "“"), (TWICE,))


def test_a_page_that_names_the_wrong_encoding_is_read_as_what_it_is() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><h1>Kopi naik</h1><p>{TEXT}</p></body></html>'
    article = read("a.html", page.encode())
    assert (article.body, article.repairs) == (TEXT, ("declared as iso-8859-1, read as the UTF-8 it is",))


def test_nothing_is_told_of_a_sound_file() -> None:
    assert read("a.txt", f"Kopi naik\n\n{TEXT}".encode()).repairs == ()
