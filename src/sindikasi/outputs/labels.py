"""The words on our pages, in the languages we speak: Indonesian and English."""

from __future__ import annotations

from typing import Any


def labels(language: str) -> dict[str, Any]:
    """Return the words for `language` (a BCP 47 tag); Indonesian where we have no other."""
    return _LABELS.get(language.split("-", maxsplit=1)[0].lower(), _LABELS["id"])


_LABELS: dict[str, dict[str, Any]] = {
    "id": {
        "skip": "Langsung ke isi",
        "all_feeds": "Semua feed",
        "made_by": "Diterbitkan dengan sindikasi: satu entri untuk setiap berita.",
        "newest": "Berita terbaru",
        "subscribe": "Berlangganan",
        "how_to_subscribe": "Salin salah satu alamat feed ke pembaca feed Anda; berita baru datang sendiri.",
        "topics": "Topik",
        "topic": "Topik",
        "feeds": "Feed",
        "opml": "Semua feed dalam satu berkas (OPML)",
        "empty": "Belum ada berita di sini.",
        "carriers": "dimuat {count} kali",
        "carried_by": "Dimuat oleh",
        "our_copy": "teks yang diterima",
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
        "topics": "Topics",
        "topic": "Topic",
        "feeds": "Feeds",
        "opml": "All feeds in one file (OPML)",
        "empty": "No stories here yet.",
        "carriers": "carried {count} times",
        "carried_by": "Carried by",
        "our_copy": "text as received",
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
