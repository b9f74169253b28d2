"""How values become rows and rows become values."""

from __future__ import annotations

import zlib
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from sindikasi.core.articles import embargo
from sindikasi.model import Article, ArticleSummary, Image, PublicationStatus, Standing, Wire

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PACK_FROM = 4096

ARTICLE_COLUMNS = (
    "id, document, source, headline, body, published, published_basis, received, byline, dateline, credit, "
    "language, url, more"
)
SUMMARY_COLUMNS = "a." + ARTICLE_COLUMNS.replace(", ", ", a.") + ", a.topics, s.id, a.relation, a.words, a.standing"


class _Wire(msgspec.Struct, frozen=True, omit_defaults=True):
    """`model.Wire` after settling: its times are times."""

    version: str | None = None
    status: PublicationStatus = "usable"
    embargoed: datetime | None = None
    updated: datetime | None = None
    slugline: str | None = None
    urgency: int | None = None
    rights: str | None = None
    usage_terms: str | None = None
    keywords: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class More(msgspec.Struct, frozen=True, omit_defaults=True):
    """The parts of an article that no query asks for."""

    standfirst: str | None = None
    guid: str | None = None
    images: tuple[Image, ...] = ()
    captions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    wire: _Wire | None = None
    repairs: tuple[str, ...] = ()
    markup: str | None = None


_encode_more = msgspec.json.Encoder().encode
_decode_more = msgspec.json.Decoder(More).decode


def _fields_of(wire: Wire) -> dict[str, Any]:
    return {each.name: getattr(wire, each.name) for each in fields(wire)}


def stamp(moment: datetime) -> int:
    """Return microseconds since 1970 UTC."""
    return (moment - EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """Return the aware UTC time of a stamp."""
    return EPOCH + timedelta(microseconds=value)


def pack(content: bytes) -> tuple[int, bytes]:
    """Return (packed, bytes): large contents deflated, small ones as they are."""
    if len(content) < _PACK_FROM:
        return 0, content
    return 1, zlib.compress(content, 1)


def unpack(packed: int, content: bytes) -> bytes:
    """Return what `pack` was given."""
    return zlib.decompress(content) if packed else content


def join_topics(topics: tuple[str, ...]) -> str:
    """Return slugs as one column: blanks around each, so that one can be looked for."""
    return f" {' '.join(topics)} " if topics else " "


def split_topics(column: str) -> tuple[str, ...]:
    """Return the slugs of such a column."""
    return tuple(column.split())


def article_values(article: Article) -> tuple[Any, ...]:
    """Return the values of ARTICLE_COLUMNS."""
    more = More(
        standfirst=article.standfirst,
        guid=article.guid,
        images=article.images,
        captions=article.captions,
        categories=article.categories,
        subjects=article.subjects,
        furniture=article.furniture,
        wire=_Wire(**_fields_of(article.wire)) if article.wire else None,
        repairs=article.repairs,
        markup=article.markup,
    )
    return (
        article.id,
        article.document,
        article.source,
        article.headline,
        article.body,
        stamp(article.published),
        article.published_basis,
        stamp(article.received),
        article.byline,
        article.dateline,
        article.credit,
        article.language,
        article.url,
        _encode_more(more),
    )


def standing_values(article: Article, standing: Standing) -> tuple[str | None, str | None, Standing, int | None]:
    """Return guid, version, standing, and until when the article is under embargo."""
    version = article.wire.version if article.wire else None
    until = embargo(article)
    return article.guid, version, standing, None if until is None else stamp(until)


def article_of(row: tuple[Any, ...]) -> Article:
    """Return the article of a row of ARTICLE_COLUMNS."""
    more = _decode_more(row[13])
    return Article(
        id=row[0],
        document=row[1],
        source=row[2],
        headline=row[3],
        body=row[4],
        published=moment(row[5]),
        published_basis=row[6],
        received=moment(row[7]),
        byline=row[8],
        dateline=row[9],
        credit=row[10],
        language=row[11],
        url=row[12],
        standfirst=more.standfirst,
        guid=more.guid,
        images=more.images,
        captions=more.captions,
        categories=more.categories,
        subjects=more.subjects,
        furniture=more.furniture,
        wire=Wire(**msgspec.structs.asdict(more.wire)) if more.wire else None,
        repairs=more.repairs,
        markup=more.markup,
    )


def summary_of(row: tuple[Any, ...]) -> ArticleSummary:
    """Return the article summary of a row of SUMMARY_COLUMNS."""
    return ArticleSummary(
        article=article_of(row[:14]),
        topics=split_topics(row[14]),
        story_id=row[15],
        relation=row[16],
        words=row[17],
        standing=row[18],
    )


def load_bodies(connection: sqlite3.Connection, article_ids: Iterable[str]) -> dict[str, Article]:
    """Return whole articles by id; unknown ids are left out."""
    query = f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?"
    found = ((each, connection.execute(query, (each,)).fetchone()) for each in article_ids)
    return {each: article_of(row) for each, row in found if row}
