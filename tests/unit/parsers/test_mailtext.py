"""The text of a mail: soft lines, footers, messages passed on."""

from __future__ import annotations

from sindikasi.parsers.mailtext import article_text, forwarded_in, mail_text


def test_soft_line_ends_are_joined() -> None:
    assert (
        mail_text("Air naik \r\ndi desa.\r\n\r\n Warga \r\n pergi.", is_flowed=True)
        == "Air naik di desa.\n\nWarga pergi."
    )


def test_a_dash_in_the_middle_of_a_long_text_ends_nothing() -> None:
    text = "Air naik.\n--\n" + "Warga pergi.\n" * 40
    assert mail_text(text, is_flowed=False) == text


def test_a_short_line_and_a_list_end_where_they_end() -> None:
    text = "Yang terendam menurut catatan petugas di lapangan:\n- Desa Satu\n- Desa Dua\nCamat\nAir surut."
    assert article_text(text).split("\n\n") == [
        "Yang terendam menurut catatan petugas di lapangan:", "- Desa Satu", "- Desa Dua", "Camat", "Air surut.",
    ]  # fmt: skip


def test_long_lines_are_paragraphs() -> None:
    assert article_text(f"{'Air naik. ' * 20}\nWarga pergi.").count("\n\n") == 1


def test_a_message_quoted_under_a_long_text_is_not_the_article() -> None:
    text = f"{'Air naik di tiga desa. ' * 20}\n-----Original Message-----\nFrom: a@b.c\nSubject: x\n\nIsi."
    assert forwarded_in(text) is None


def test_a_mark_without_headers_passes_nothing_on() -> None:
    assert forwarded_in("---- Pesan terusan ----\n\nAir naik.") is None
    assert forwarded_in("Air naik.") is None


def test_a_quoted_message_is_read_without_its_marks() -> None:
    forwarded = forwarded_in("Begin forwarded message:\n\n> From: Rani <r@h.id>\n> Perihal: Air naik\n>\n> Isi berita.")
    assert forwarded is not None
    assert forwarded.headers == {"from": "Rani <r@h.id>", "subject": "Air naik"}
    assert forwarded.text.strip() == "Isi berita."
