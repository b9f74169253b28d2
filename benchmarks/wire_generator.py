"""Republished wire copy made up from a small vocabulary of our own, with the truth known: who copied whom.

    python -m benchmarks.wire_generator [SEED]

Every story is written once and carried by some of six outlets, each of which does to it what outlets do: furniture
left on, the tail cut, verbs swapped, the headline rewritten, paragraphs of its own background pasted in, the same ones
into every story on the subject. Two hostile sets show that stories cannot chain: 500 reports of a daily price and 200
articles of one crowded event, each about another aspect.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from benchmarks.grouping_quality import candidates, group, hide_day, hide_outlet, ordered

from sindikasi.model import Article

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
OUTLETS = ("suara-pagi", "warta-timur", "kabar-laut", "harian-bukit", "pos-muara", "media-rawa")

_FIRST = (
    "Bayu Ratih Gilang Nirmala Teguh Lestari Satrio Wulan Arga Puspita Danang Kirana Rendra Melati Yoga Sekar".split()
)
_LAST = (
    "Prawira Handoko Sulastri Mahendra Kusnadi Wibowo Larasati Santoso Hidayat Permata Nugraha Siregar Tanjung".split()
)
_PLACE = (
    "Muara Sari, Bukit Lada, Teluk Intan, Kota Randu, Lembah Arang, Tanjung Waru, Rawa Jati, Pulau Kenari,"
    "Sungai Mas, Padang Ilir, Gunung Kapur, Pasir Putih"
).split(",")
_BODY = (
    "Dinas Pengairan, Badan Pangan Daerah, Kantor Pelabuhan, Balai Kesehatan, Dewan Kota, Serikat Nelayan,"
    "Perusahaan Listrik Wilayah, Kejaksaan Setempat, Kantor Pendidikan, Koperasi Petani, Otoritas Pasar"
).split(",")
_THING = (
    "jembatan gantung, pasar induk, gudang beras, sekolah terapung, rumah sakit lapangan, bendungan tua,"
    "dermaga kayu, jaringan air bersih, kebun percontohan, kapal pengawas, menara pemancar, terminal barang,"
    "arsip naskah kuno, pembangkit surya, lapangan terbang perintis, taman satwa, bengkel kereta, balai lelang ikan"
).split(",")
_ACT = (
    "membuka kembali, menutup sementara, memperbaiki, menjual sebagian, menyegel, memindahkan, memperluas, menyita,"
    "membiayai ulang, menyewakan, membongkar, mengasuransikan"
).split(",")
_CAUSE = (
    "retakan pada tiang utama, dugaan suap, kiriman barang yang terlambat, hujan tiga hari berturut-turut,"
    "temuan pemeriksa keuangan, keluhan pedagang kecil, wabah pada ternak, putusan pengadilan tinggi,"
    "pipa yang bocor, kenaikan biaya bahan bakar, kebakaran di ruang mesin, sengketa batas tanah"
).split(",")
_EFFECT = (
    "warga mengantre sejak subuh, harga sewa naik dua kali lipat, murid belajar di tenda darurat,"
    "nelayan menunda melaut, truk memutar lewat jalan pegunungan, pasien dirujuk ke kota sebelah,"
    "pedagang pindah ke tepi lapangan, pasokan air dijatah per rumah, pekerja harian dirumahkan,"
    "penumpang menginap di ruang tunggu"
).split(",")
_DETAIL = (
    "Di lokasi terlihat {n} petugas berseragam menjaga pintu sebelah {side}.",
    "Pekerjaan tahap pertama menelan {n} juta dari anggaran yang disetujui bulan lalu.",
    "Seorang saksi bernama {other} melihat asap tipis dari arah {side} sekitar pukul {hour}.",
    "Menurut catatan {body2}, kejadian serupa pernah menimpa {thing2} di {place2}.",
    "{other} meminta agar daftar {n} penerima bantuan diumumkan secara terbuka.",
    "Rapat tertutup selama {hour} jam berakhir tanpa keputusan tentang {thing2}.",
    "Kontraktor dari {place2} diberi waktu {n} hari untuk menyerahkan laporan lengkap.",
    "Hujan deras di {place2} membuat {effect2} selama dua malam.",
    "Sebanyak {n} keluarga di sisi {side} menolak pindah sebelum ganti rugi dibayar.",
    "Pengamat dari {place2}, {other}, menilai rencana itu tergesa dan kurang kajian.",
    "Alat berat tiba dari {place2} dengan pengawalan dan langsung diperiksa oleh {body2}.",
    "Ketua panitia menyiapkan {n} lembar kuesioner untuk warga yang terdampak.",
    "Suara sirene terdengar hingga {side} desa ketika {thing2} ikut dikosongkan.",
    "Kuitansi lama menunjukkan cicilan {n} bulan yang tidak pernah disetor ke bendahara.",
    "Penyelam tradisional asal {place2} menemukan jangkar berkarat di dasar muara.",
    "{other} menjahit sendiri seragam relawan agar ongkos bisa ditekan.",
    "Panen kopi di lereng {side} merosot sehingga tengkulak menawar separuh nilai biasa.",
    "Juru ukur memasang {n} patok bambu untuk menandai garis sempadan yang baru.",
    "Grup musik keroncong dari {place2} menggelar konser amal di halaman masjid.",
    "Dokter hewan menyuntikkan vaksin kepada {n} ekor kambing milik peternak.",
    "Gugatan perdata didaftarkan {other} dengan nilai tuntutan {n} juta.",
    "Laboratorium di {place2} menguji kadar garam pada sumur yang mendadak keruh.",
    "Anak sekolah melukis mural ikan pari di tembok sisi {side} sepanjang {hour} meter.",
    "Mesin diesel cadangan mati dua kali sehingga ruang operasi memakai lampu senter.",
    "Petani muda memilih menanam vanili setelah mengikuti pelatihan {hour} minggu.",
    "Kurator {other} membungkus naskah rapuh itu dengan kertas bebas asam.",
    "Penjaga mercusuar melaporkan ombak setinggi {hour} meter menjelang magrib.",
    "Harga cabai rawit di {place2} melonjak karena truk tertahan lumpur.",
    "Wasit {other} menghentikan pertandingan usai lampu stadion padam.",
    "Berkas setebal {n} halaman itu kini disimpan di ruang kerja {other}.",
)
_HEADLINES = (
    "{body} {act} {thing} di {place}",
    "{thing} di {place} Jadi Sorotan, {body} Bertindak",
    "Gara-gara {cause}, {thing} {place} Berubah Nasib",
)
_SYNONYMS = {
    "mengatakan": "menyatakan", "karena": "akibat", "akibatnya": "imbasnya", "petugas": "aparat", "meminta": "mendesak",
    "sebanyak": "sekitar", "terlihat": "tampak", "menilai": "menganggap", "kejadian": "peristiwa", "berakhir": "usai",
    "langsung": "segera", "warga": "penduduk", "menolak": "enggan", "menyiapkan": "menyediakan",
}  # fmt: skip
_FURNITURE = (
    "Baca juga: Daftar lengkap berita pilihan pekan ini", "Iklan", "Bagikan artikel ini ke teman Anda",
    "Tinggalkan Komentar", "Alamat surel Anda tidak akan dipublikasikan", "Ikuti saluran kami untuk kabar terbaru",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A story as the agency wrote it."""

    number: int
    subject: int
    slots: Mapping[str, str]
    paragraphs: Sequence[str]


def wire(seed: int, stories: int = 400) -> tuple[list[Article], dict[str, int]]:
    """Return articles in the order they were sent, and the story of each."""
    rng = random.Random(seed)
    background = {
        (outlet, subject): [_paragraph(rng, {}, 4) for _ in range(2)] for outlet in OUTLETS for subject in range(8)
    }
    articles: list[Article] = []
    story_of: dict[str, int] = {}
    for number in range(stories):
        story = _write(rng, number)
        sent = START + timedelta(minutes=17 * number)
        for outlet in rng.sample(OUTLETS, rng.choice((1, 1, 2, 3, 4))):
            body = _edit(rng, story.paragraphs, background[outlet, story.subject])
            headline = rng.choice(_HEADLINES).format_map(story.slots)
            articles.append(_article(f"w{seed}-{len(articles):05d}", outlet, headline, body, sent))
            story_of[articles[-1].id] = number
            sent += timedelta(minutes=rng.randrange(1, 240))
    return articles, story_of


def daily_prices(count: int = 500) -> list[Article]:
    """Return a serial: the same text every day but for figures and date."""
    rng, price = random.Random(7), 1_412_000
    articles = []
    for day in range(count):
        step = rng.choice((-9000, -4000, -2000, 1000, 3000, 5000, 8000))
        price += step
        at = START + timedelta(days=day)
        move = "naik" if step > 0 else "turun"
        body = (
            f"Harga emas batangan di Balai Lelang Teluk Intan pada {at:%d/%m/%Y} {move} Rp{abs(step)} menjadi"
            f" Rp{price} per gram.\n\nHarga beli kembali tercatat Rp{price - 118_000} per gram. Untuk ukuran setengah"
            f" gram harga mencapai Rp{price // 2 + 50_000}, sedangkan ukuran sepuluh gram Rp{price * 10 - 95_000}.\n\n"
            "Harga tersebut belum termasuk pajak penghasilan sesuai aturan yang berlaku. Pembeli dengan nomor pokok"
            " wajib pajak dikenai potongan lebih rendah. Pembelian dapat dilakukan di gerai resmi pada hari kerja."
        )
        articles.append(_article(f"price-{day:03d}", OUTLETS[0], f"Harga Emas Hari Ini {move.title()}", body, at))
    return articles


def crowded_event(count: int = 200) -> list[Article]:
    """Return articles of one event on two days: own news in each, the same two paragraphs of background in all."""
    rng = random.Random(11)
    background = [_paragraph(rng, {}, 5), _paragraph(rng, {}, 5)]
    articles = []
    for number in range(count):
        story = _write(rng, number)
        slots = {**story.slots, "place": "Kota Randu"}
        opening = f"Banjir besar di Kota Randu membuat {slots['body']} {slots['act']} {slots['thing']}, Selasa."
        body = [opening, *story.paragraphs[1:5], *background]
        headline = f"Banjir Kota Randu: {slots['body']} {slots['act']} {slots['thing']}"
        at = START + timedelta(minutes=14 * number)
        articles.append(_article(f"event-{number:03d}", rng.choice(OUTLETS), headline, body, at))
    return articles


def pair_f1(articles: Sequence[Article], story_of: Mapping[str, int], *, flat: bool) -> tuple[float, str]:
    """Return the pair F1 of the stories made, and a line that says how it came about; flat hides outlet and day."""
    sent = {article.id: article for article in articles}
    if flat:
        sent = hide_day(hide_outlet(sent))
    near, _ = candidates(articles)
    together = {ordered(*pair) for members in group(sent, near) for pair in combinations(members, 2)}
    by_story: dict[int, list[str]] = {}
    for key, story in story_of.items():
        by_story.setdefault(story, []).append(key)
    truth = {ordered(*pair) for members in by_story.values() for pair in combinations(members, 2)}
    found = len(truth & together)
    f1 = 2 * found / max(1, len(truth) + len(together))
    recall = len(truth & near) / max(1, len(truth))
    return (
        f1,
        f"F1 {f1:.4f}  found {found}/{len(truth)}  false {len(together - truth)}  candidate recall {recall:.4f}",
    )


def story_sizes(articles: Sequence[Article]) -> Counter[int]:
    """Return how many stories of each size the articles make."""
    sent = {article.id: article for article in articles}
    return Counter(len(members) for members in group(sent, candidates(articles)[0]))


def _write(rng: random.Random, number: int) -> Written:
    slots = {
        "body": rng.choice(_BODY).strip(),
        "act": rng.choice(_ACT).strip(),
        "thing": rng.choice(_THING).strip(),
        "place": rng.choice(_PLACE).strip(),
        "cause": rng.choice(_CAUSE).strip(),
        "effect": rng.choice(_EFFECT).strip(),
        "who": f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
        "n": str(rng.randrange(13, 990)),
    }
    opening = (
        "{place} - {body} {act} {thing} di {place} karena {cause}. Akibatnya {effect}, kata juru bicara {who}, dan"
        " {n} orang sudah didata."
    )
    paragraphs = [opening.format_map(slots), *(_paragraph(rng, slots, 3) for _ in range(rng.randrange(3, 7)))]
    return Written(number=number, subject=rng.randrange(8), slots=slots, paragraphs=paragraphs)


def _paragraph(rng: random.Random, slots: Mapping[str, str], sentences: int) -> str:
    return " ".join(
        rng.choice(_DETAIL).format_map(
            {
                **slots,
                "n": rng.randrange(11, 990),
                "side": rng.choice(("utara", "selatan", "barat", "timur")),
                "other": f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
                "hour": rng.randrange(2, 12),
                "body2": rng.choice(_BODY).strip(),
                "thing2": rng.choice(_THING).strip(),
                "place2": rng.choice(_PLACE).strip(),
                "effect2": rng.choice(_EFFECT).strip(),
            }
        )
        for _ in range(sentences)
    )


def _edit(rng: random.Random, paragraphs: Sequence[str], background: Sequence[str]) -> list[str]:
    """Return the paragraphs after an outlet's desk has been at them."""
    body = list(paragraphs)
    if rng.random() < 0.35:
        body = body[: max(3, len(body) * 2 // 3)]
    if rng.random() < 0.5:
        body = [" ".join(_swap(rng, word) for word in text.split(" ")) for text in body]
    if rng.random() < 0.4:
        body += rng.sample(list(background), rng.choice((1, 2)))
    if rng.random() < 0.4:
        for line in rng.sample(_FURNITURE, 3):
            body.insert(rng.randrange(1, len(body) + 1), line)
    return body


def _swap(rng: random.Random, word: str) -> str:
    other = _SYNONYMS.get(word.lower())
    if other is None or rng.random() < 0.3:
        return word
    return other.title() if word[0].isupper() else other


def _article(key: str, outlet: str, headline: str, body: str | Sequence[str], at: datetime) -> Article:
    return Article(
        id=key,
        document=f"{outlet}/{key}.txt",
        source=outlet,
        headline=headline,
        body=body if isinstance(body, str) else "\n\n".join(body),
        published=at,
        published_basis="metadata",
        received=at,
        language="id",
    )


def main() -> None:
    """Print the scores of the generator and the sizes of stories in the hostile sets."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    articles, story_of = wire(seed)
    print(f"wire copy, seed {seed}: {len(articles)} articles of {len(set(story_of.values()))} stories")
    for name, flat in (("outlet folders", False), ("flat, undated", True)):
        print(f"  {name:16s}{pair_f1(articles, story_of, flat=flat)[1]}")
    flood = [replace(article, source=None) for article in daily_prices()]
    for name, hostile in (
        ("500 daily prices", daily_prices()),
        ("500 daily prices, flat", flood),
        ("200 articles of a crowded event", crowded_event()),
    ):
        sizes = story_sizes(hostile)
        print(f"  {name}: {sum(sizes.values())} stories, the largest of {max(sizes)}")


if __name__ == "__main__":
    main()
