"""Write docs/formats.md: every format with an example from docs/formats/, read as the product reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sindikasi.app import App
from sindikasi.errors import UnknownFormat
from sindikasi.flow.reading import Refusal, is_container
from sindikasi.inbox.names import document_key
from sindikasi.model import Article, Document, Image
from sindikasi.settings import Settings, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sindikasi.flow.reading import Reading

DOCS = Path(__file__).parent
EXAMPLES = DOCS / "formats"
PAGE = DOCS / "formats.md"
_NOTES = EXAMPLES / "notes"
_RECEIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_CONTROLS = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10, 13)}
_LANGUAGES = {"rss": "xml", "atom": "xml", "md": "markdown", "jsonl": "json", "tst": "", "txt": "", "eml": ""}
_SHOWN_WORDS = 8
_NO_FIELDS = {"reason", "message", "left out", "repairs"}

_HEAD = """# Formats
<!-- Made by reading the examples in docs/formats/ with `make docs`; changes here are lost. -->

The content of a file decides how it is read; the ending of its name only hints. Each format below has an example,
where its fields are taken from, and what was read from that example. Whatever a sender leaves out is found in the text
as far as it can be: headline, dateline, agency, date and language. A file of any format lands in the
[quarantine](errors.md) with a reason when it cannot be read, and no file holds up another.

The outlet is the sub-folder a file is dropped into; `source` counts where there is none. Times are shown in UTC. One
without a zone is in that of `[[source]] timezone`, else of `site.timezone`; the examples are read in Asia/Jakarta, as
if they had come on 20 November 2026 at 09:30 UTC.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A section of the page."""

    title: str
    known_by: str
    examples: tuple[str, ...]
    metadata: str | None = None
    """The example's metadata file, read together with it."""
    timezone: str = "Asia/Jakarta"
    is_binary: bool = False

    @property
    def anchor(self) -> str:
        """What its heading is called in an address."""
        return re.sub(r"[^\w-]", "", self.title.lower().replace(" ", "-"))


FORMATS = (
    Format(title="Flat text", known_by="any text nobody else knows", examples=("teks.txt",)),
    Format(title="HTML", known_by="DOCTYPE, `<html>`, or a tag first", examples=("halaman.html",)),
    Format(title="Markdown", known_by="front matter, or `.md`", examples=("naskah.md",)),
    Format(
        title="JSON",
        known_by="an object or a list of objects",
        examples=("artikel.json", "daftar.json", "baris.jsonl"),
    ),
    Format(
        title="NewsML-G2",
        known_by="the root `newsItem`, `newsMessage`",
        examples=("newsml-g2.xml", "newsml-g2-daftar.xml"),
    ),
    Format(title="NewsML 1", known_by="the root `NewsML`", examples=("newsml-1.xml", "newsml-1-daftar.xml")),
    Format(title="NITF", known_by="the root `nitf`", examples=("nitf.xml",)),
    Format(
        title="Ritzau",
        known_by="the root `XMLNewsQueuedResponse`, `RBNews`",
        examples=("ritzau.xml", "ritzau-daftar.xml"),
        timezone="Europe/Copenhagen",
    ),
    Format(title="ninjs", known_by="`uri` and a key only ninjs has", examples=("ninjs.json",)),
    Format(title="IPTC 7901", known_by="SOH, or its header line", examples=("iptc7901.txt", "iptc7901-dua.txt")),
    Format(title="ANPA 1312", known_by="SYN, or its two header lines", examples=("anpa.tst",)),
    Format(
        title="Feeds",
        known_by="the root, or `version` of a JSON Feed",
        examples=("umpan.rss", "umpan.atom", "umpan.json"),
    ),
    Format(title="E-mail", known_by="headers such as From and Subject", examples=("surat.eml", "lampiran.eml")),
    Format(
        title="Archives",
        known_by="the first bytes",
        examples=("paket.zip", "paket.tar.xz", "naskah.txt.gz"),
        is_binary=True,
    ),
    Format(
        title="Metadata beside a text",
        known_by="its name and its keys",
        examples=("foto.txt",),
        metadata="foto.yaml",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A file and what was read from it."""

    name: str
    content: bytes
    parsers: tuple[str, ...]
    """Every parser that took part, the file's own first."""
    outcomes: tuple[tuple[str, Article | Refusal], ...]
    """(name of the document, what became of it)."""


def page() -> str:
    """Return the text of docs/formats.md."""
    read = {shape: tuple(read_examples(shape)) for shape in FORMATS}
    parts = [_HEAD, _table(("format", "parsers", "recognised by", "examples", "read from them"), _summary(read))]
    parts += [f"## XML from outside\n\n{_notes('xml')}"]
    parts += [_section(shape, examples) for shape, examples in read.items()]
    return "\n".join(parts)


def read_examples(shape: Format) -> Iterator[Example]:
    """Yield the examples of a format as the product reads them."""
    for name in shape.examples:
        yield _read(name, shape.metadata, shape.timezone)
    if shape.metadata is not None:
        yield _read(shape.metadata, None, shape.timezone)


def fields(outcome: Article | Refusal) -> dict[str, str]:
    """Return what was read, by the name of the field, blank ones left out."""
    if isinstance(outcome, Refusal):
        return {"reason": f"`{outcome.reason}`", "message": outcome.message}
    wire = outcome.wire
    told = {
        "headline": outcome.headline,
        "standfirst": outcome.standfirst,
        "text": _shortened(outcome.body),
        "byline": outcome.byline,
        "dateline": outcome.dateline,
        "credit": outcome.credit,
        "source": outcome.source,
        "language": outcome.language,
        "published": f"{_moment(outcome.published)} (from: {outcome.published_basis})",
        "updated": _moment(wire.updated) if wire else None,
        "embargoed": _moment(wire.embargoed) if wire else None,
        "status": wire.status if wire and wire.status != "usable" else None,
        "guid": outcome.guid,
        "version": wire.version if wire else None,
        "urgency": str(wire.urgency) if wire and wire.urgency else None,
        "slugline": wire.slugline if wire else None,
        "subjects": ", ".join(outcome.subjects),
        "categories": ", ".join(outcome.categories),
        "keywords": ", ".join(wire.keywords) if wire else None,
        "rights": wire.rights if wire else None,
        "usage terms": wire.usage_terms if wire else None,
        "notes": "; ".join(wire.notes) if wire else None,
        "url": outcome.url,
        "captions": "; ".join(outcome.captions),
        **_images(outcome.images),
        "left out": "; ".join(outcome.furniture),
        "repairs": "; ".join(outcome.repairs),
    }
    return {name: value for name, value in told.items() if value}


def _read(name: str, beside: str | None, timezone: str) -> Example:
    content = (EXAMPLES / name).read_bytes()
    metadata = (EXAMPLES / beside).read_bytes() if beside else None
    reading = App(DOCS, Settings(site=Site(timezone=timezone))).reading
    key = document_key(None, sha256(content).digest())
    document = Document(key=key, name=name, source=None, content=content, received=_RECEIVED, metadata=metadata)
    return Example(
        name=name,
        content=content,
        parsers=tuple(dict.fromkeys(_parsers_of(reading, document))),
        outcomes=tuple((each.document, each) for each in reading.articles(document)),
    )


def _parsers_of(reading: Reading, document: Document) -> Iterator[str]:
    """Yield the names of the parsers of a document and of what it holds, pictures in an archive left out."""
    try:
        parser = reading.parser_of(document)
    except UnknownFormat:
        return
    yield parser.name
    if is_container(parser):
        for member in reading.members(parser, document):
            yield from _parsers_of(reading, member.document)


def _summary(read: dict[Format, tuple[Example, ...]]) -> Iterator[tuple[str, ...]]:
    for shape, examples in read.items():
        names = {name: None for each in examples for _, outcome in each.outcomes for name in fields(outcome)}
        yield (
            f"[{shape.title}](#{shape.anchor})",
            ", ".join(f"`{name}`" for name in dict.fromkeys(name for each in examples for name in each.parsers)),
            shape.known_by,
            ", ".join(f"[{each.name}](formats/{each.name})" for each in examples),
            ", ".join(name for name in names if name not in _NO_FIELDS),
        )


def _section(shape: Format, examples: Iterable[Example]) -> str:
    parts = [f"## {shape.title}\n\n{_notes(shape.anchor)}"]
    for each in examples:
        chosen = ", then ".join(f"`{name}`" for name in each.parsers)
        parts += [f"### `{each.name}`\n\nRead by {chosen}.\n"]
        parts += [] if shape.is_binary else [_fenced(each)]
        for name, outcome in each.outcomes:
            parts += [_table((f"`{name}`", ""), fields(outcome).items())]
    return "\n".join(parts)


def _notes(anchor: str) -> str:
    return (_NOTES / f"{anchor}.md").read_text("utf-8")


def _fenced(example: Example) -> str:
    text = example.content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    ending = example.name.rpartition(".")[2]
    return f"````{_LANGUAGES.get(ending, ending)}\n{text.rstrip()}\n````\n"


def _shortened(body: str) -> str:
    words, paragraphs = body.split(), body.count("\n\n") + 1
    told = f"{len(words)} words in {paragraphs} paragraph{'s' if paragraphs > 1 else ''}"
    if len(words) <= 2 * _SHOWN_WORDS:
        return f"{' '.join(words)} ({told})"
    return f"{' '.join(words[:_SHOWN_WORDS])} … {' '.join(words[-_SHOWN_WORDS:])} ({told})"


def _moment(moment: datetime | str | None) -> str | None:
    return moment.strftime("%Y-%m-%d %H:%M:%SZ") if isinstance(moment, datetime) else moment


def _images(images: tuple[Image, ...]) -> dict[str, str | None]:
    """Return what is said of the pictures, those of several parted by semicolons."""
    told = {
        "image URL": [image.url for image in images],
        "image caption": [image.caption for image in images],
        "image credit": [image.credit for image in images],
        "image type": [image.media_type for image in images],
        "image size": [
            ", ".join(
                filter(
                    None,
                    (
                        f"{image.width} x {image.height} pixels" if image.width and image.height else None,
                        f"{image.length:,} bytes" if image.length else None,
                    ),
                )
            )
            for image in images
        ],
    }
    return {name: "; ".join(filter(None, values)) for name, values in told.items()}


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [[*heads], *([_cell(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;") if "`" not in text else text
