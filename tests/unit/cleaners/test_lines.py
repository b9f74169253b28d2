"""A line is taken for what it is, by its words and its shape."""

from __future__ import annotations

import pytest

from sindikasi.cleaners.lines import make_line, read_lines, unwrap


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Warga mengungsi ke balai desa sejak malam, kata camat setempat.", "prose"),
        ("Bantuan Tiba di Posko", "short"),
        ("Iklan", "furniture"),
        ("» ADVERTISEMENT «", "furniture"),
        ("Baca juga: Gempa Guncang Palu", "furniture"),
        ("BACA JUGA :  Gempa Guncang Palu, Warga Berhamburan", "furniture"),
        ("12 Komentar", "furniture"),
        ("1.229 Views", "furniture"),
        ("Dibaca 20.442 kali", "furniture"),
        ("https://contoh.id/a", "furniture"),
        ("Home » Nasional » Hukum » Daerah", "furniture"),
        ("# banjir", "furniture"),
        ("Beranda > Nasional", "furniture"),
        ("Gunakan kode promo HEMAT untuk potongan harga di toko kami.", "furniture"),
        ("Berita ini telah dibaca 1.204 kali", "furniture"),
        ("Dikemaskini: 11:03 AM", "furniture"),
        ("Nasional", "navigation"),
        ("Tinggalkan Balasan", "end"),
        ("Hak Cipta © 2026 Harian Contoh", "end"),
        ("Berita Terkait", "list"),
        ("Senin, 15 Mei 2017 18:43 WIB", "date"),
        ("Pewarta: Rani Sari", "byline"),
        ("Oleh Rani Sari", "byline"),
        ("Laporan: Redaksi", "byline"),
        ("By Rani Sari and Budi", "byline"),
        ("Editor: Budi", "editor"),
        ("Sumber : Antara", "source"),
        ("(ran/bud)", "signature"),
        ("Air merendam jalan desa. (ANTARA FOTO/Rani Sari)", "caption"),
        ("Air merendam jalan desa © contoh.id/rani", "caption"),
        ("Foto: Rani Sari", "caption"),
        ("Floods in the village yesterday. — Picture by Rani Sari", "caption"),
    ],
)
def test_a_line_is_taken_for_what_it_is(text: str, kind: str) -> None:
    assert make_line(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Hak cipta lagu itu dimiliki keluarga penciptanya sejak lama, kata pengacara mereka.",
        "Iklan rokok dilarang di dekat sekolah, kata menteri kepada wartawan di Jakarta.",
        "Baca juga menjadi kebiasaan yang hilang karena anak muda lebih suka menonton, kata guru itu.",
        "12 orang tewas dalam kecelakaan itu.",
        "Komentar menteri itu menuai kritik dari banyak pihak di media sosial.",
        "Redaksi menerima surat itu pada hari yang sama, ujar pemimpin redaksinya.",
    ],
)
def test_text_that_opens_like_furniture_is_text(text: str) -> None:
    assert make_line(text).kind in ("prose", "short")


def test_wrapped_lines_are_joined() -> None:
    wrapped = [
        "Pemerintah kota menutup dua jembatan setelah hujan turun selama",
        "tiga hari berturut-turut. Warga diminta memutar lewat jalan lingkar,",
        "kata wali kota.",
    ]
    assert unwrap(wrapped) == [" ".join(wrapped)]


def test_lines_broken_around_links_are_joined() -> None:
    assert unwrap(
        [
            "JAKARTA, KOMPAS.com",
            "– Kepala badan penanggulangan itu menyebut",
            "jaringan lama",
            ".",
            "Ia pulang.",
        ]
    ) == [
        "JAKARTA, KOMPAS.com – Kepala badan penanggulangan itu menyebut jaringan lama.",
        "Ia pulang.",
    ]
    assert unwrap(["Rapat itu dipimpin oleh", "Budi Santoso", "dan selesai."]) == [
        "Rapat itu dipimpin oleh Budi Santoso dan selesai."
    ]


def test_a_short_line_under_a_long_one_is_not_its_end() -> None:
    lines = [
        "Banjir Rendam Dua Desa di Luwu, Seratus Keluarga Mengungsi Sejak Malam",
        "Tim Redaksi",
        "Kata " * 30 + "baru.",
    ]
    assert unwrap(lines) == lines


def test_lines_that_only_stand_under_each_other_stay_apart() -> None:
    assert unwrap(["Home", "News", "Bola"]) == ["Home", "News", "Bola"]
    assert unwrap(["Satu kalimat.", "Dua kalimat."]) == ["Satu kalimat.", "Dua kalimat."]
    assert unwrap(["Kamis, 5 November 2015", "Hujan Deras"]) == ["Kamis, 5 November 2015", "Hujan Deras"]


def test_blank_lines_part_blocks() -> None:
    assert [line.block for line in read_lines("a b\nC d\n\ne f")] == [0, 0, 1]
