"""Values for tests, each with honest defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sindikasi.core.signature import sign
from sindikasi.inbox.names import document_key
from sindikasi.model import Arrival, Article, Claim, Document, Filing, Open

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

FLOOD = """Banjir bandang merendam 14 desa di Kabupaten Luwu Utara, Sulawesi Selatan, sejak Rabu malam.
Sedikitnya 320 keluarga mengungsi ke balai desa dan masjid, kata kepala badan penanggulangan bencana setempat.
Air setinggi satu setengah meter memutus jalan penghubung dua kecamatan dan merobohkan satu jembatan gantung.
Petugas mengirim perahu karet, selimut dan makanan siap saji; hujan diperkirakan turun sampai Sabtu."""

CUP = """Tim bulu tangkis putri melaju ke final setelah menang 3-1 atas tuan rumah di Kuala Lumpur, Minggu.
Ganda kedua memastikan kemenangan lewat pertandingan tiga gim selama 74 menit yang ditonton enam ribu orang.
Pelatih menyebut pertahanan rapat dan servis pendek sebagai kunci, lawan kehilangan tunggal utamanya.
Pada partai puncak mereka bertemu juara bertahan yang belum kalah sepanjang turnamen tahun ini."""


class Clock:
    """A clock set by hand."""

    def __init__(self, start: datetime = NOON) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def a_document(text: str = FLOOD, *, name: str = "banjir.txt", source: str | None = None) -> Document:
    content = text.encode()
    key = document_key(source, sha256(content).digest())
    return Document(key=key, name=name, source=source, content=content, received=NOON)


def an_arrival(text: str = FLOOD, *, name: str = "banjir.txt", source: str | None = None) -> Arrival:
    return Arrival(document=a_document(text, name=name, source=source))


def an_article(body: str = FLOOD, **changes: Any) -> Article:
    document = a_document(body, name=changes.get("document", "banjir.txt"), source=changes.get("source"))
    article = Article(
        id=document.key[:20],
        document=document.name,
        source=document.source,
        headline="Banjir bandang rendam 14 desa di Luwu Utara",
        body=body.replace("\n", "\n\n"),
        published=NOON - timedelta(hours=2),
        published_basis="text",
        received=NOON,
        language="id",
    )
    return replace(article, **changes)


def a_filing(claim: Claim, article: Article | None = None, **changes: Any) -> Filing:
    text = claim.document.content.decode()
    article = article or an_article(text, document=claim.document.name, source=claim.document.source)
    filing = Filing(
        claim=claim,
        article=article,
        signature=sign(article),
        words=len(article.body.split()),
        topics=("semua", "bencana"),
        placement=Open(),
        lead=article.id,
        relations=((article.id, "lead"),),
    )
    return replace(filing, **changes)
