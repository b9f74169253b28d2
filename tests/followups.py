"""An outlet's follow-ups on one subject: news of their own, and the same paragraphs from its files."""

from __future__ import annotations

FILES = """Bendungan Muara Sari dibangun pada masa pemerintahan lama dengan dana pinjaman dari sebuah bank pembangunan.
Pekerjaan itu memakan waktu sebelas tahun dan memindahkan warga tiga kampung ke dataran yang lebih tinggi.
Sejak awal para petani di hilir menuntut pembagian air yang adil, terutama pada puncak musim kemarau.
Penelitian sebuah universitas menyebut lumpur di dasar waduk sudah setebal rumah dan terus bertambah."""
"""Four sentences of background."""

_OPENED = """Pintu air Bendungan Muara Sari dibuka petugas pada Senin pagi setelah hujan lebat semalaman di hulu.
{}
Kepala balai, Ratih Kusnadi, meminta warga di tepi sungai menjauh sampai malam.
{}"""

CANAL = _OPENED.format(
    "Air dialirkan perlahan ke saluran timur supaya tanggul tidak jebol.", "Dua perahu karet disiagakan di dermaga."
)
SCHOOLS = _OPENED.format(
    "Sekolah di tiga desa meliburkan murid karena jalan tergenang.", "Guru membagikan tugas lewat radio kampung."
)
"""Another story with the same opening: with the background the pair rule joins it to CANAL, without it not."""

COOPERATIVE = """Gubernur melantik pengurus baru koperasi petani di pendapa kota, Kamis siang.
Pengurus itu terdiri atas sembilan orang yang dipilih lewat musyawarah.
Ketua terpilih, Danang Siregar, berjanji membuka pembukuan kepada anggota.
Pelantikan dihadiri para camat dan tokoh adat."""
"""Another opening: with it, what is background shows."""

HEADLINES = {
    CANAL: "Pintu air Bendungan Muara Sari dibuka",
    SCHOOLS: "Pintu air Muara Sari dibuka, sekolah libur",
    COOPERATIVE: "Gubernur lantik pengurus koperasi petani",
}


def dropped(news: str) -> str:
    """Return a follow-up as a text file."""
    return f"{HEADLINES[news]}\n\n" + f"{news}\n{FILES}\n".replace("\n", "\n\n")
