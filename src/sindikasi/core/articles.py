"""Turn a cleaned article into a safe one: settled text, time, language and identity."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sindikasi.core.addresses import SMALLEST_PICTURE, absolute, is_counter, without_tracking
from sindikasi.core.dates import published_in_text, resolve
from sindikasi.core.language import language
from sindikasi.core.markup import is_safe
from sindikasi.core.text import safe_text, tidy_line, tidy_lines, words
from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sindikasi.model import CleaningContext, DateBasis, Document, Image, ParsedArticle, Standing, Wire

_ID_DIGITS = 20
_NO_TEXT = "(withdrawn without a text)"
# A one-line flash ("Gempa M 7,1 guncang Ambon") is news; fewer words are a leftover ("404 Not Found").
_FEWEST_WORDS = 4
_COUNTED_CHARACTERS = 100
_LONGEST_HEADLINE = 300
# No headline, name or agency is longer; what is over it stands in the body, or was none.
_LONGEST_LINE = 1_000
_LONGEST_STANDFIRST = 20_000
_MOST_PICTURES = 200
# Of captions, categories, keywords and the like: what is over it is a list that got into the wrong field.
_MOST_LINES = 2_000
_SENTENCE = re.compile(r".{20,}?[.!?][\"'”’)]*(?=\s|$)")
_LINE_ENDS = re.compile(r"[\t\n]")
_WEB_HOST = re.compile(r"https?://[^\s/?#]*+(?:[/?#]|\Z)", re.I)
_SECOND_ADDRESS = re.compile(r"\shttps?://", re.I)
_GLOBAL_ID = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:\S{6,}|tag:[^,\s]+,[0-9-]+:\S+|https?://[^\s/]+/\S{6,}", re.I)
_BLANK = re.compile(r"\s")
_DESK = re.compile(r"[a-z]{2,6}(?:/[a-z]{2,6})*")
# "By Rani Sari", "OLEH: RANI SARI": the word says only that a name follows.
_BY = re.compile(r"\A(?:By|BY|Oleh|OLEH|oleh)(?:\s*:\s*|\s+)(?=[^\W\d_a-z])")
_MALAYIC = {"id", "ms"}
_LANGUAGE_NAMES = {
    "in": "id",
    "may": "ms",
    "msa": "ms",
    "zsm": "ms",
    "ind": "id",
    "eng": "en",
    "indonesian": "id",
}


def settle(parsed: ParsedArticle, document: Document, context: CleaningContext) -> Article:
    """Return the article with NFC text, aware UTC times and no character XML forbids.

    A text of one line is an article when it has four words or more: its headline is its body. Where the body
    was sent as a field of its own, the words of the headline count too. Raises EmptyArticle when less is left.
    """
    body = text = paragraphs(parsed.body)
    headline = tidy_line(parsed.headline or "")
    is_too_short = _is_too_short(body, headline, has_own_body=parsed.has_own_body)
    if is_too_short and parsed.wire is not None and parsed.wire.status == "canceled":
        # A kill often comes without the text it kills.
        is_too_short, body = False, body or [headline or _NO_TEXT]
    if not body and headline:
        body = [headline]
    if not headline and body:
        headline = first_sentence(body[0])
    if len(headline) > _LONGEST_LINE:
        body = [headline, *body]
        headline = first_sentence(headline)
    if is_too_short:
        raise EmptyArticle(
            f"fewer than {_FEWEST_WORDS} words of article text are left after cleaning; "
            "check that the file holds the whole story"
        )
    captions = _settled_lines(parsed.captions)
    url = web_address(parsed.url)
    published, basis = _published(parsed, body, captions, context)
    return Article(
        id=document.key[:_ID_DIGITS],
        document=document.name,
        source=_line(document.source) or _line(parsed.source),
        headline=headline,
        body="\n\n".join(body),
        published=published,
        published_basis=basis,
        received=document.received,
        standfirst=_line(parsed.standfirst, _LONGEST_STANDFIRST),
        byline=_byline(parsed.byline),
        dateline=_line(parsed.dateline),
        credit=_line(parsed.credit),
        language=_language(parsed.language, headline, body),
        url=url,
        guid=_line(parsed.guid),
        images=_images(parsed.images, url),
        captions=captions,
        categories=_settled_lines(parsed.categories),
        subjects=_settled_lines(parsed.subjects),
        furniture=_settled_lines(parsed.furniture),
        wire=_wire(parsed.wire, context),
        repairs=_settled_lines(parsed.repairs),
        markup=parsed.markup if parsed.markup and body is text and is_safe(parsed.markup) else None,
    )


def standing(article: Article, now: datetime) -> Standing:
    """Return whether the text may be shown at `now`, as its sender says."""
    if article.wire is None:
        return "usable"
    until = embargo(article)
    if article.wire.status == "usable" and until is not None and until > now:
        return "embargoed"
    return article.wire.status


def embargo(article: Article) -> datetime | None:
    """Return until when the text may not be shown; None when its sender named no time."""
    moment = article.wire.embargoed if article.wire else None
    return None if isinstance(moment, str) else moment


def is_global(guid: str | None) -> bool:
    """Return whether a guid names one text wherever it comes from (RFC 3986, 4151, 8141), not only at one outlet."""
    return guid is not None and bool(_GLOBAL_ID.match(guid))


def paragraphs(text: str) -> list[str]:
    """Return the safe, non-blank lines of `text`: each is a paragraph."""
    return [line for line in tidy_lines(text).split("\n") if line]


def first_sentence(paragraph: str) -> str:
    """Return the first sentence, or the first words of a paragraph that has no end of sentence in reach."""
    sentence = _SENTENCE.match(paragraph[:_LONGEST_HEADLINE])
    if sentence is not None:
        return sentence.group().rstrip(".")
    if len(paragraph) <= _LONGEST_HEADLINE:
        return paragraph
    return paragraph[:_LONGEST_HEADLINE].rpartition(" ")[0] or paragraph[:_LONGEST_HEADLINE]


def web_address(url: str | None) -> str | None:
    """Return the address when it is an absolute http(s) one, blanks behind the host quoted; None otherwise.

    Line ends and tabs are left out, as browsers do (WHATWG URL), and parameters that only follow readers about;
    two addresses in one field are none.
    """
    if url is None:
        return None
    address = _LINE_ENDS.sub("", safe_text(url).strip())
    if not _WEB_HOST.match(address) or _SECOND_ADDRESS.search(address):
        return None
    return without_tracking(_BLANK.sub(lambda blank: quote(blank[0]), address))


def _is_too_short(body: list[str], headline: str, *, has_own_body: bool) -> bool:
    counted = body[:3] or [headline]
    if has_own_body and headline not in counted:
        counted = [headline, *counted]
    found = 0
    for text in counted:
        found += len(words(text[:_COUNTED_CHARACTERS]))
        if found >= _FEWEST_WORDS:
            return False
    return True


def _published(
    parsed: ParsedArticle, body: list[str], captions: tuple[str, ...], context: CleaningContext
) -> tuple[datetime, DateBasis]:
    now, timezone = context.received, context.timezone
    sent = resolve(parsed.published, now=now, timezone=timezone)
    if sent is not None:
        return sent, parsed.published_basis
    lead = [text for text in (parsed.dateline,) if text] + body
    found = published_in_text(lead, captions, now=now, timezone=timezone)
    if found is not None:
        return found, "text"
    return now, "received"


def _language(declared: str | None, headline: str, body: list[str]) -> str | None:
    """Trust the words over the label, but not to part Indonesian from Malay where a label does."""
    name = _declared(declared)
    found = language(" ".join((*body[:8], headline)))
    if found is None or {name, found} <= _MALAYIC:
        return name or found
    return found


def _declared(declared: str | None) -> str | None:
    if not declared:
        return None
    code = re.split(r"[-_. ]", tidy_line(declared).casefold())[0]
    code = _LANGUAGE_NAMES.get(code, code)
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None


def _wire(wire: Wire | None, context: CleaningContext) -> Wire | None:
    if wire is None:
        return None
    return replace(
        wire,
        version=_line(wire.version),
        embargoed=_embargo(wire, context),
        updated=_updated(wire, context),
        slugline=_line(wire.slugline),
        rights=_line(wire.rights),
        usage_terms=_line(wire.usage_terms, _LONGEST_STANDFIRST),
        keywords=_settled_lines(wire.keywords),
        notes=_settled_lines(wire.notes),
    )


def _moment(given: datetime | str | None, context: CleaningContext) -> datetime | None:
    """Return an aware UTC time, which may lie in the future; one without a zone is read in the source's."""
    if isinstance(given, str):
        given = datetime.fromisoformat(given.strip())
    if given is None:
        return None
    aware = given if given.tzinfo else given.replace(tzinfo=ZoneInfo(context.timezone))
    return aware.astimezone(UTC)


def _embargo(wire: Wire, context: CleaningContext) -> datetime | None:
    try:
        return _moment(wire.embargoed, context)
    except (ValueError, OverflowError) as error:
        # Published too early is worse than asked about.
        raise MalformedDocument(
            f"the embargo {str(wire.embargoed)[:80]!r} is no time; write it like 2026-11-21T18:00:00+07:00"
        ) from error


def _updated(wire: Wire, context: CleaningContext) -> datetime | None:
    try:
        return _moment(wire.updated, context)
    except (ValueError, OverflowError):
        return None  # nothing hangs on it: the text has `published` besides


def _images(images: Iterable[Image], base: str | None) -> tuple[Image, ...]:
    settled = (
        replace(image, url=_image_address(image.url, base), caption=_line(image.caption), credit=_line(image.credit))
        for image in images
        if not _is_pixel(image)
    )
    kept = (image for image in settled if (image.url or image.caption) and not is_counter(image.url or ""))
    return tuple(islice(kept, _MOST_PICTURES))


def _image_address(url: str | None, base: str | None) -> str | None:
    return web_address(url) or web_address(absolute(url, base))


def _is_pixel(image: Image) -> bool:
    return any(size is not None and size < SMALLEST_PICTURE for size in (image.width, image.height))


def _byline(text: str | None) -> str | None:
    """Return the names; None where the desk's codes stand for them ("gr/bp")."""
    line = _line(text)
    if line is None or _DESK.fullmatch(line):
        return None
    return _BY.sub("", line, count=1)


def _line(text: str | None, longest: int = _LONGEST_LINE) -> str | None:
    return tidy_line(text)[:longest].rstrip() or None if text else None


def _settled_lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(line for line in map(tidy_line, texts) if line), _MOST_LINES))
