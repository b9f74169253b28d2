"""The words on our pages, in the languages we speak: Indonesian and English."""

from __future__ import annotations

from typing import Any

LANGUAGES = ("id", "en")
"""Those pages are written in."""


def labels(language: str) -> dict[str, Any]:
    """Return the words for `language` (a BCP 47 tag); Indonesian where we have no other."""
    return _LABELS.get(language.split("-", maxsplit=1)[0].lower(), _LABELS["id"])


def topic_title(title: str, language: str) -> str:
    """Return the title of a topic in `language`, where it is one of ours; titles from the settings stay."""
    return _ENGLISH_TITLES.get(title, title) if labels(language) is _LABELS["en"] else title


_ENGLISH_TITLES = {
    "Semua Berita": "All News",
    "Hiburan dan Budaya": "Arts and Entertainment",
    "Hukum dan Kriminal": "Crime and Law",
    "Bencana dan Kecelakaan": "Disasters and Accidents",
    "Ekonomi dan Bisnis": "Economy and Business",
    "Pendidikan": "Education",
    "Lingkungan": "Environment",
    "Kesehatan": "Health",
    "Ragam": "Human Interest",
    "Ketenagakerjaan": "Labour",
    "Gaya Hidup": "Lifestyle",
    "Politik dan Pemerintahan": "Politics and Government",
    "Agama": "Religion",
    "Sains dan Teknologi": "Science and Technology",
    "Masyarakat": "Society",
    "Olahraga": "Sport",
    "Konflik, Perang, dan Damai": "Conflict, War and Peace",
    "Cuaca": "Weather",
}
"""As `core.subjects` names the topics there are without settings."""

_LABELS: dict[str, dict[str, Any]] = {
    "id": {
        "skip": "Langsung ke isi",
        "all_feeds": "Semua feed",
        "made_by": "Diterbitkan dengan sindikasi: satu entri untuk setiap berita.",
        "newest": "Berita terbaru",
        "subscribe": "Berlangganan",
        "how_to_subscribe": "Salin salah satu alamat feed ke pembaca feed Anda; berita baru datang sendiri.",
        "copy_address": "Salin",
        "address_of": "alamat {kind}",
        "copied": "Alamat {kind} tersalin.",
        "qr": "Kode QR",
        "how_to_scan": "Arahkan kamera ponsel ke kode ini untuk membawa alamatnya ke sana.",
        "more_topics": "{count} topik lainnya",
        "topics": "Topik",
        "topic": "Topik",
        "sources": "Sumber",
        "feeds": "Feed",
        "opml": "Semua feed dalam satu berkas (OPML)",
        "empty": "Belum ada berita di sini.",
        "search": "Cari",
        "found": "{count} berita.",
        "found_partly": "Berita yang lebih lama belum diperiksa semua: persempit pencarian.",
        "query_fault": "Pencarian ini tidak dapat dibaca, kolom {column}:",
        "how_to_search": "Cara mencari",
        "search_examples": (
            ("banjir jakarta", "kedua kata, juga bentuk seperti kebanjiran"),
            ("banjir ATAU longsor", "salah satunya"),
            ("banjir BUKAN jakarta", "yang pertama tanpa yang kedua"),
            ('"gencatan senjata"', "kata-kata ini berurutan"),
            ("ekspor*", "kata yang diawali begitu"),
            ("judul:pemilu", "dalam judul"),
            ("sumber:antara", "dimuat oleh sumber ini"),
        ),
        "carriers": "dimuat {count} kali",
        "carried_by": "Dimuat oleh",
        "our_copy": "teks yang diterima",
        "why_one": "Mengapa ini satu berita?",
        "why_one_text": (
            "Teks-teks ini menyampaikan pokok berita yang sama dengan kata-kata yang hampir sama. "
            "Karena itu feed memuatnya sekali saja."
        ),
        "why_one_command": "Buktinya untuk pengelola situs:",
        "versions": "diperbarui {count} kali",
        "changes": "Yang berubah",
        "version_before": "versi sebelumnya",
        "only_wording": "Ejaan atau susunan kata saja",
        "captions": "Keterangan foto",
        "recurring": "Tidak ditampilkan: berulang di banyak berita sumber ini",
        "relations": {
            "lead": "teks utama",
            "copy": "salinan",
            "excerpt": "petikan",
            "version": "versi lain",
        },
        "to_story": "Berita lengkap dengan semua pemuatnya",
        "to_front": "Ke halaman depan",
        "about": "Tentang artikel ini",
        "source": "Sumber",
        "no_source": "Sumber tidak disebut",
        "no_title": "Tanpa judul",
        "by": "Oleh",
        "credit": "Kantor berita",
        "dateline": "Tempat",
        "language": "Bahasa",
        "categories": "Rubrik",
        "published": "Terbit",
        "received": "Diterima",
        "bases": {"metadata": "dari metadata", "text": "dari teks", "received": "waktu diterima"},
        "not_found": ("Tidak ditemukan", "Halaman ini tidak ada, atau sudah tidak ada lagi."),
        "withdrawn": ("Tidak ditayangkan", "Berita ini ditarik, atau belum boleh ditayangkan."),
        "unavailable": (
            "Sedang tidak tersedia",
            "Penyimpanan sedang tidak dapat dibaca. Coba lagi sebentar.",
        ),
    },
    "en": {
        "skip": "Skip to content",
        "all_feeds": "All feeds",
        "made_by": "Published with sindikasi: one entry for each story.",
        "newest": "Latest stories",
        "subscribe": "Subscribe",
        "how_to_subscribe": "Copy one of the feed addresses into your feed reader; news comes by itself.",
        "copy_address": "Copy",
        "address_of": "{kind} address",
        "copied": "{kind} address copied.",
        "qr": "QR code",
        "how_to_scan": "Point a phone's camera at this code to take the address there.",
        "more_topics": "{count} more topics",
        "topics": "Topics",
        "topic": "Topic",
        "sources": "Sources",
        "feeds": "Feeds",
        "opml": "All feeds in one file (OPML)",
        "empty": "No stories here yet.",
        "search": "Search",
        "found": "Stories found: {count}.",
        "found_partly": "Not all older stories were looked at: narrow the search.",
        "query_fault": "This search cannot be read, column {column}:",
        "how_to_search": "How to search",
        "search_examples": (
            ("flood jakarta", "both words, also forms such as floods"),
            ("flood OR landslide", "either"),
            ("flood NOT jakarta", "the first without the second"),
            ('"cease fire"', "these words in this order"),
            ("export*", "words that begin so"),
            ("title:election", "in the headline"),
            ("source:antara", "carried by this source"),
        ),
        "carriers": "carried {count} times",
        "carried_by": "Carried by",
        "our_copy": "text as received",
        "why_one": "Why is this one story?",
        "why_one_text": (
            "These texts tell the same news in nearly the same words. That is why the feeds carry it only once."
        ),
        "why_one_command": "The evidence, for those who run this site:",
        "versions": "updates: {count}",
        "changes": "What changed",
        "version_before": "the version before",
        "only_wording": "Only spelling or wording",
        "captions": "Photo captions",
        "recurring": "Left out: it recurs in many stories of this source",
        "relations": {"lead": "lead text", "copy": "copy", "excerpt": "excerpt", "version": "other version"},
        "to_story": "The story with everyone who carried it",
        "to_front": "To the front page",
        "about": "About this article",
        "source": "Source",
        "no_source": "Source not named",
        "no_title": "Untitled",
        "by": "By",
        "credit": "Agency",
        "dateline": "Dateline",
        "language": "Language",
        "categories": "Section",
        "published": "Published",
        "received": "Received",
        "bases": {"metadata": "from metadata", "text": "from the text", "received": "time received"},
        "not_found": ("Not found", "This page does not exist, or no longer does."),
        "withdrawn": ("Not shown", "This story was withdrawn, or may not be shown yet."),
        "unavailable": ("Out of order", "The store cannot be read right now. Try again in a moment."),
    },
}
