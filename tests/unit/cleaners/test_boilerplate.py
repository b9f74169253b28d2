"""An article comes out of the page around it, and nothing of it is lost."""

from __future__ import annotations

from datetime import UTC, datetime

from sindikasi.cleaners.boilerplate import BoilerplateCleaner
from sindikasi.model import ParsedArticle
from tests.text_builders import a_context, an_article_from, scraped

P1 = "Air sungai meluap setelah hujan turun tiga hari berturut-turut di hulu, kata kepala desa setempat."
P2 = "Seratus keluarga mengungsi ke balai desa dan masjid sejak Rabu malam, menurut catatan posko bencana."
P3 = "Petugas mengirim perahu karet dan makanan karena jalan penghubung dua kecamatan itu masih terputus."
P4 = "Badan cuaca memperkirakan hujan masih turun sampai Sabtu dan meminta warga di bantaran tetap waspada."
MENU = "\n".join(("Home", "News", "Nasional", "Ekonomi", "Bola", "Hiburan", "Tekno", "Foto", "Video", "Indeks"))
TITLE = "Banjir Rendam Dua Desa di Luwu"

BLOG_POST = f"""Banner

{TITLE}

Warga menyeberangi jalan yang terendam di Luwu, Sulawesi Selatan, pada 14 Desember 2023. (Xinhua/Rani Sari)

{P1[:-1]} dan camat.

\u00a0

Makassar, Indonesia (Xinhua) – {P1} Itu terjadi pada Jumat (22/12).

{P2}

Warga di Luwu
Anak-anak bermain di tenda pengungsian di Luwu, Sulawesi Selatan, pada 23 Desember 2023. (Xinhua)

{P3}

Laporan: Redaksi

Tinggalkan Komentar

Your email address will not be published. Required fields are marked *

Iklan"""

WHOLE_PAGE = f"""{TITLE} - Contoh News

{MENU}

{TITLE}

Senin, 15 Mei 2017 18:43 WIB | 1.229 Views

Pewarta: Rani Sari

Warga menyeberangi jalan yang terendam. (ANTARA FOTO/Budi)

Share on Facebook

Copy Link

Makassar (ANTARA News) - {P1}

{P2}

Baca Juga

Gempa Guncang Palu, Warga Berhamburan

Siapa Pemenang Pilkada Luwu?

Bantuan Tiba

{P3}

{P4}

Editor: Budi

COPYRIGHT © ANTARA 2017

Berita Lainnya

Gempa guncang Palu

Pemerintah kota lain membuka posko bencana di tiga kecamatan untuk menampung pengungsi dari desa sekitar.

Terpopuler

Harga cabai naik di pasar 4.349 views

{MENU}"""


def test_an_article_out_of_a_blog_post_has_all_its_fields() -> None:
    article = an_article_from(BLOG_POST)
    assert article.headline == TITLE
    assert article.standfirst == f"{P1[:-1]} dan camat."
    assert article.body.split("\n\n") == [f"{P1} Itu terjadi pada Jumat (22/12).", P2, P3]
    assert [caption.rpartition(" ")[2] for caption in article.captions] == ["Sari)", "(Xinhua)"]
    assert (article.dateline, article.credit, article.byline) == ("Makassar, Indonesia", "Xinhua", "Redaksi")
    assert article.published == datetime(2023, 12, 22, 5, tzinfo=UTC)
    assert article.published_basis == "text"
    assert article.language == "id"
    assert {"Banner", "Iklan", "Tinggalkan Komentar", "Warga di Luwu"} <= set(article.furniture)


def test_an_article_out_of_a_whole_page_has_all_its_fields() -> None:
    article = an_article_from(WHOLE_PAGE)
    assert article.headline == TITLE
    assert article.body.split("\n\n") == [P1, P2, P3, P4]
    assert "Gempa" not in article.body
    assert (article.dateline, article.credit, article.byline) == ("Makassar", "ANTARA News", "Rani Sari")
    assert article.published == datetime(2017, 5, 15, 11, 43, tzinfo=UTC)
    assert article.captions == ("Warga menyeberangi jalan yang terendam. (ANTARA FOTO/Budi)",)


def test_a_repeated_headline_is_not_doubled() -> None:
    parsed = scraped(f"{TITLE}\n\n{TITLE}\n\n{P1}\n\n{P2}")
    assert (parsed.headline, parsed.body) == (TITLE, f"{P1}\n\n{P2}")


def test_title_and_text_alone_lose_nothing() -> None:
    text = f"{P1}\n\nperbankan (30 persen)\n\nBantuan Tiba\n\n{P2}\n\n- perahu\n\n12 orang\n\nKata dia pendek"
    assert scraped(f"{TITLE}\n\n{text}").body == text


def test_a_schedule_in_a_clean_text_stays() -> None:
    text = f"{P1}\n\nSabtu, 14 September 2019\n\n18.30 WIB Persib vs Arema\n\nMinggu, 15 September 2019\n\n{P2}"
    assert scraped(f"{TITLE}\n\n{text}").body == text


def test_section_names_are_text_outside_a_page() -> None:
    text = f"{P1}\n\nEkonomi\n\n{P2}"
    assert scraped(f"{TITLE}\n\n{text}").body == text


def test_a_long_list_inside_a_page_stays_when_the_text_resumes() -> None:
    names = "\n\n".join(f"Desa Nomor {number}" for number in range(12))
    page = WHOLE_PAGE.replace(P3, f"{P3}\n\n{names}\n\n{P3}\n\n{P3}")
    body = scraped(page).body
    assert "Desa Nomor 11" in body


def test_lines_named_in_the_settings_are_dropped_in_any_case() -> None:
    text = f"{TITLE}\n\n{P1}\n\nSalam hangat dari kami semua di redaksi.\n\n{P2}"
    parsed = scraped(text, a_context(drop_lines=("SALAM HANGAT DARI KAMI SEMUA DI REDAKSI.",)))
    assert parsed.body == f"{P1}\n\n{P2}"


def test_an_advertisement_over_the_body_is_not_the_standfirst() -> None:
    advert = "Tabung uang lewat aplikasi ini sekarang, gratis biaya bulanan, dan menangkan mobil."
    parsed = scraped(f"{TITLE}\n\n{advert}\n\nMakassar (ANTARA) - {P1}\n\n{P2}\n\n{P3}")
    assert parsed.standfirst is None
    assert advert in parsed.furniture


def test_pictures_alone_are_the_body() -> None:
    captions = [
        f"Warga {place} menyeberangi jalan desa yang terendam. (ANTARA/Rani Sari)" for place in ("Luwu", "Palopo")
    ]
    parsed = scraped(f"{TITLE}\n\n{captions[0]}\n\n{captions[1]}")
    assert parsed.body == "\n\n".join(captions)
    assert parsed.captions == ()


def test_a_paragraph_that_an_agency_ends_stays() -> None:
    signed = f"{P2[:-1]} sampai hari ini di sana (Reuters)"
    assert scraped(f"{TITLE}\n\n{P1}\n\n{signed}\n\n{P3}").body == f"{P1}\n\n{signed}\n\n{P3}"


def test_a_byline_in_capitals_under_the_article_is_taken() -> None:
    parsed = scraped(f"{TITLE}\n\n{P1}\n\n{P2}\n\nRANI SARI")
    assert (parsed.byline, parsed.body) == ("Rani Sari", f"{P1}\n\n{P2}")


def test_an_agency_alone_under_the_article_is_its_credit() -> None:
    parsed = scraped(f"{TITLE}\n\n{P1}\n\n{P2}\n\nANTARA")
    assert (parsed.credit, parsed.body) == ("ANTARA", f"{P1}\n\n{P2}")


def test_labels_with_their_value_below_are_read() -> None:
    parsed = scraped(f"{TITLE}\n\n{P1}\n\n{P2}\n\nPenulis\n\n: Rani Sari\n\nEditor\n\n: Budi\n\nSumber\n\n: Antara")
    assert (parsed.byline, parsed.credit, parsed.body) == ("Rani Sari", "ANTARA", f"{P1}\n\n{P2}")


def test_fields_that_were_sent_lose_only_plain_furniture() -> None:
    sent = ParsedArticle(headline="Judul", body=f"{P1}\n\nBaca juga: Gempa Guncang Palu\n\nEkonomi\n\n{P2}\n\nIklan")
    parsed = BoilerplateCleaner().clean(sent, a_context())
    assert parsed.body == f"{P1}\n\nEkonomi\n\n{P2}"
    assert parsed.furniture == ("Baca juga: Gempa Guncang Palu", "Iklan")
    assert parsed.headline == "Judul"


def test_what_is_left_out_is_kept_apart_in_page_order() -> None:
    furniture = scraped(WHOLE_PAGE).furniture
    assert furniture.index("Home") < furniture.index("Baca Juga") < furniture.index("Berita Lainnya")


def test_a_malay_page_is_read_alike() -> None:
    text = (
        "Polis menahan dua lelaki yang dipercayai terlibat dalam kejadian itu malam Khamis, katanya.\n\n"
        "Kes itu disiasat dan mangsa dirawat di hospital, menurut kenyataan yang dikeluarkan hari ini."
    )
    tail = "Berita Berkaitan\n\nBanjir di Kelantan\n\nTinggalkan Jawapan"
    parsed = scraped(f"Dua lelaki ditahan polis\n\n{text} – Bernama\n\n{tail}")
    assert (parsed.body, parsed.credit) == (text, "Bernama")


def test_an_english_page_is_read_alike() -> None:
    first = "Police detained two men who are believed to have taken part in it on Thursday, an officer said."
    second = "The case is under investigation and the victim was treated in hospital, a statement said today."
    head = "Police detain two men\n\nBy Rani Sari"
    parsed = scraped(f"{head}\n\n{first}\n\nADVERTISEMENT\n\n{second}\n\nRelated Articles\n\nFlood hits")
    assert (parsed.body, parsed.byline) == (f"{first}\n\n{second}", "Rani Sari")


def test_short_lines_after_furniture_at_the_end_are_furniture_too() -> None:
    page = f"{TITLE}\n\n{P1}\n\n{P2}\n\nIkuti kami di\n\nSaluran Kabar Contoh\n\nKanal Kabar Contoh"
    assert scraped(page).body == f"{P1}\n\n{P2}"


def test_the_last_items_of_a_list_stay_after_furniture() -> None:
    page = f"{TITLE}\n\n{P1}\n\n1. Luwu\n\nBaca juga: Gempa Guncang Palu\n\n2. Palopo"
    assert scraped(page).body == f"{P1}\n\n1. Luwu\n\n2. Palopo"


def test_a_line_shown_twice_under_a_picture_is_its_caption() -> None:
    caption = "Tangkapan layar rekaman warga ketika air mulai memasuki rumah di tepi sungai itu."
    parsed = scraped(f"{TITLE}\n\n{P1}\n\n{caption}\n{caption}\n\n{P2}")
    assert (parsed.body, parsed.captions) == (f"{P1}\n\n{P2}", (caption,))


def test_an_outlet_beside_the_date_is_no_byline() -> None:
    for name, byline in (("Kabar Pesisir", None), ("Kompas Regional", None), ("Rani Sari", "Rani Sari")):
        article = an_article_from(f"{TITLE}\n\n{name} | Jumat, 20 November 2026 | 08:15 WITA\n\n{P1}\n\n{P2}\n\n{P3}")
        assert (article.headline, article.byline) == (TITLE, byline)
        assert article.published == datetime(2026, 11, 20, 0, 15, tzinfo=UTC)


def test_a_line_under_the_headline_that_ends_with_a_date_says_who_and_when() -> None:
    for line, byline in (
        ("Kompas.com - 12/03/2024, 08:15 WIB", None),
        ("Rani Sari - detikNews Selasa, 12 Mar 2024 08:15 WIB", "Rani Sari"),
        ("Rani Sari, Jurnalis · Selasa 12 Maret 2024 08:15 WIB", "Rani Sari"),
    ):
        article = an_article_from(f"{TITLE}\n\n{line}\n\n{P1}\n\n{P2}\n\n{P3}")
        assert (article.byline, article.body) == (byline, f"{P1}\n\n{P2}\n\n{P3}")
        assert article.published == datetime(2024, 3, 12, 1, 15, tzinfo=UTC)
