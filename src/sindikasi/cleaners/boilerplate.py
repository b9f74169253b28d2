"""Find the article in scraped text: headline, standfirst, byline, date, captions and body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from sindikasi.cleaners.captions import is_surely_caption, says_who_is_where
from sindikasi.cleaners.headline import find_headline, is_site
from sindikasi.cleaners.layout import (
    GAP_LINES,
    STANDFIRSTS,
    first_paragraph,
    goes_on,
    is_full_paragraph,
    is_full_stop,
    is_list_in_article,
    is_page,
)
from sindikasi.cleaners.lines import Line, ends_with_date, line_key, make_line, read_lines
from sindikasi.cleaners.phrases import AGENCIES
from sindikasi.cleaners.residue import mended, parted, without_repeats
from sindikasi.core.dates import without_date
from sindikasi.core.text import fold, tidy_lines, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.model import CleaningContext, ParsedArticle

_LOOK_AHEAD = 12
_LISTED_TITLES = 8
_RELATED_SHARE = 0.25
_COMPARED_CHARACTERS = 600
_COMPARED_LINES = 100
_DATE_ABOVE = 4
_STANDFIRST_WORDS = 5
_CAPTION_WORDS = 8
_LONGEST_BYLINE = 120
_LONGEST_LABEL = 24
_SENTENCE_ENDS = frozenset('."”’)')
_TRAILING_LABELS = frozenset({"jurnalis", "wartawan", "reporter"})
_TITLE_CASE_NAME = re.compile(r"^(?:[A-Z][\w.'’-]*+ ?(?:bin |binti |al-|van |de )?+){2,5}$")
_CAPITALS_NAME = re.compile(r"^[A-Z][A-Z .'&|/-]{4,40}$")
# How outlets call themselves: "Kabar Pesisir", "Harian Sore" are no persons.
_OUTLET_WORDS = frozenset(
    "berita harian kabar koran majalah media portal radar redaksi suara tabloid tribun warta".split()
)
_PARTED = re.compile(r"\s*[,|·•]\s*|\s+[-–—]\s+")
_BY = re.compile(r"^(?:by|oleh|penulis)[ :]+", re.I)
_VALUE_SEPARATOR = re.compile(r"^\s*:\s*|\s*:\s*$")
_BYLINE_STARTS = ("Oleh ", "OLEH ", "By ", "BY ", "Laporan wartawan ", "Laporan Wartawan ")


class BoilerplateCleaner:
    """Tells an article from the page around it.

    Scraped text is read whole: headline, captions, credits and body are found in it. Text that came as fields
    keeps them; only lines that are furniture wherever they stand leave its body.
    """

    name: ClassVar[str] = "boilerplate"

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        """Return the article without page furniture; what was left out is in `furniture`, in page order."""
        tidy = tidy_lines(parsed.body)
        text = parted(tidy)
        if text != tidy:
            parsed = replace(parsed, repairs=(*parsed.repairs, "paragraphs joined by commas"))
        lines = read_lines(text)
        if context.drop_lines:
            dropped = frozenset(line_key(text) for text in context.drop_lines)
            lines = [line._replace(kind="furniture") if line.key in dropped else line for line in lines]
        if not parsed.is_scraped:
            return _lightly_cleaned(parsed, lines)
        return _Reading(lines, is_page(lines)).article(parsed)


@dataclass(slots=True)
class _Reading:
    """One pass over a text, from its headline to the end of its article."""

    lines: list[Line]
    is_whole_page: bool
    """In a page, what no rule knows is furniture; in a text someone cut out, it is text."""
    headline: str | None = None
    headline_key: str | None = None
    body: list[Line] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    standfirst: list[str] = field(default_factory=list)
    credit: str | None = None
    published: str | None = None
    told: Counter[str] | None = None
    """How often the paragraphs and captions say each word; counted when it is first asked for."""

    def article(self, parsed: ParsedArticle) -> ParsedArticle:
        self.headline, place = find_headline(self.lines, parsed.headline, is_page=self.is_whole_page)
        self.headline_key = None if self.headline is None else line_key(self.headline)
        start = place + 1
        first = first_paragraph(self.lines, start, is_page=self.is_whole_page)
        self.furniture += [line.text for line in self.lines[: max(place, 0)] if not self._is_headline(line)]
        self._read_date_above(place)
        self._read_preamble(self.lines[start:first])
        end = self._read_body(first)
        self._read_tail(self.lines[end:])
        self._settle_captions()
        return self._result(parsed)

    def _result(self, parsed: ParsedArticle) -> ParsedArticle:
        texts = (mended(line.text, is_first=place == 0) for place, line in enumerate(self.body))
        standfirst, paragraphs = without_repeats(
            " ".join(self.standfirst) or None, [text for text in texts if text], self.headline
        )
        return replace(
            parsed,
            body="\n\n".join(paragraphs),
            is_scraped=False,
            headline=self.headline or parsed.headline,
            standfirst=parsed.standfirst or standfirst,
            byline=", ".join(dict.fromkeys(self.bylines)) or (None if is_site(parsed.byline or "") else parsed.byline),
            credit=parsed.credit or self.credit,
            published=parsed.published or self.published,
            published_basis="text" if self.published and not parsed.published else parsed.published_basis,
            captions=(*parsed.captions, *self.captions),
            furniture=(*parsed.furniture, *self.furniture),
        )

    # --- above the body -----------------------------------------------------------------------------

    def _read_date_above(self, place: int) -> None:
        """Take the date that some pages set over the headline."""
        above = self.lines[max(0, place - _DATE_ABOVE) : max(0, place)]
        self.published = next((line.text for line in reversed(above) if line.kind == "date"), None)

    def _read_preamble(self, lines: Sequence[Line]) -> None:
        """Sort the lines between headline and body: date, byline, captions, standfirst, furniture."""
        in_list = has_date = False
        for place, line in enumerate(lines):
            in_list = in_list or line.kind in ("list", "end")
            if line.kind == "date":
                self.published = self.published if has_date else line.text
                has_date = True
            elif line.kind == "byline":
                self._take_byline(lines, place)
            elif line.kind == "caption" or says_who_is_where(line.text):
                self.captions.append(line.text)
            elif line.kind == "prose" and len(self.standfirst) < STANDFIRSTS and self._is_about(line):
                self.standfirst.append(line.text)
            elif line.kind == "short" and not in_list and not self._take_name(lines, place):
                self._take_short(line)
            elif not self._is_headline(line):
                self.furniture.append(line.text)

    def _take_short(self, line: Line) -> None:
        """Take a short line over the body: a standfirst, a caption without credit, or furniture."""
        if line.words < _STANDFIRST_WORDS or line.text[:1].islower() or not self._is_about(line):
            if not self._is_headline(line):
                self.furniture.append(line.text)
        elif self.standfirst or (self.is_whole_page and not line.ends):
            (self.captions if line.words >= _CAPTION_WORDS else self.furniture).append(line.text)
        else:
            self.standfirst.append(line.text)

    def _is_headline(self, line: Line) -> bool:
        return line.key == self.headline_key

    def _is_about(self, line: Line) -> bool:
        """Tell whether a line over the body is about what the article is about; advertisements are not."""
        if self.told is None:
            self.told = _told(self.lines)
            self.told.update(words(self.headline or ""))
        own = [word for word in words(line.text[:_COMPARED_CHARACTERS]) if len(word) > 3]
        counted = Counter(own) if line.kind in ("prose", "caption") else Counter()
        return sum(self.told[word] > counted[word] for word in own) >= _RELATED_SHARE * len(own)

    def _take_name(self, lines: Sequence[Line], place: int) -> bool:
        """Take a person's name beside or over a date, or over a word like "Jurnalis", as the byline."""
        line = lines[place]
        rest = without_date(line.text)
        if rest is not None and self.published is None and ends_with_date(line.text):
            self.published = line.text
        name = _BY.sub("", (rest or line.text).strip(" |-–—,·•"))
        if rest is not None:
            name = _PARTED.split(name, maxsplit=1)[0]
        else:
            following = lines[place + 1].kind if place + 1 < len(lines) else None
            name = name.partition(" - ")[0].strip()
            if following not in ("date", "byline"):
                return False
        if not 2 <= name.count(" ") + 1 <= 5 or not _TITLE_CASE_NAME.match(name):
            return False
        if not (is_site(name) or fold(name.partition(" ")[0]) in _OUTLET_WORDS):
            self.bylines.append(name)
        if rest is not None and self.published is None:
            self.published = line.text
        return True

    # --- the body -----------------------------------------------------------------------------------

    def _read_body(self, first: int) -> int:
        """Read paragraphs from `first` on; return where the article ends."""
        pending: list[Line] = []
        place, listed, allowed = first, 0, GAP_LINES
        marked: int | None = None
        while place < len(self.lines) and not self._is_over(place):
            line = self.lines[place]
            if line.kind in ("list", "end"):
                listed = _LISTED_TITLES
                self.furniture.append(line.text)
            elif (
                listed
                and line.kind in ("short", "prose")
                and not is_full_paragraph(line)
                and not is_full_stop(line.text)
            ):
                listed -= 1
                self.furniture.append(line.text)
            elif self._is_text(line, place):
                listed, allowed, marked = 0, GAP_LINES, None
                self.body += [*pending, line]
                pending = []
            elif line.kind in ("short", "date") and not self._is_beside_text(line, place):
                pending.append(line)
                if self.is_whole_page and len(pending) > allowed:
                    if not is_list_in_article(self.lines, place + 1):
                        break
                    allowed = len(self.lines)
            else:
                marked = len(pending) if marked is None else marked
                self._take_marked(place)
            place += 1
        self._keep_or_drop(pending, marked)
        return place

    def _is_text(self, line: Line, place: int) -> bool:
        """Tell whether a line is text of its own; a short one is, in a page, only as a whole sentence."""
        if line.kind == "prose":
            return True
        if line.kind == "navigation":
            return not self.is_whole_page
        if line.kind != "short" or self._is_beside_text(line, place):
            return False
        return line.ends if not self.is_whole_page else line.words >= 3 and line.text[-1:] in _SENTENCE_ENDS

    def _is_beside_text(self, line: Line, place: int) -> bool:
        """Tell whether a short line repeats the headline, or names the picture of the caption below."""
        following = self.lines[place + 1] if place + 1 < len(self.lines) else None
        is_over_caption = following is not None and following.kind == "caption" and following.block == line.block
        return is_over_caption or self._is_headline(line)

    def _keep_or_drop(self, pending: list[Line], marked: int | None) -> None:
        """Settle the short lines under the last paragraph: sign-off, last question, date or furniture.

        Those from `marked` on came after a line that is no text.
        """
        for place, line in enumerate(pending):
            if place == 0 and _CAPITALS_NAME.match(line.text):
                self._take_sign_off(line.text)
            elif line.kind == "date" and place >= len(pending) - 2 and self.published is None:
                self.published = line.text
            elif (place == 0 and line.ends) or not (self.is_whole_page or self._is_tail(line, place, marked)):
                self.body.append(line)
            else:
                self.furniture.append(line.text)

    @staticmethod
    def _is_tail(line: Line, place: int, marked: int | None) -> bool:
        """Tell a line of a page's end from the last items of a list, which open with a mark or a figure."""
        return marked is not None and place >= marked and line.text[:1].isalpha()

    def _take_sign_off(self, name: str) -> None:
        agency = AGENCIES.get(fold(name))
        if agency is not None:
            self.credit = self.credit or agency
        elif " " in name:
            self.bylines.append(" ".join(part.capitalize() for part in name.split()))
        else:
            self.furniture.append(name)

    def _take_marked(self, place: int) -> None:
        line = self.lines[place]
        if line.kind == "byline":
            self._take_byline(self.lines, place)
        elif line.kind == "caption":
            self._take_caption(place)
        elif line.kind == "source":
            self._take_source(self.lines, place)
        elif not self._is_headline(line):
            self.furniture.append(line.text)

    def _take_caption(self, place: int) -> None:
        """Take a caption between paragraphs; an agency's name alone may as well end a paragraph."""
        line = self.lines[place]
        above = self.lines[place - 1] if place else None
        is_named = above is not None and above.kind == "short" and above.block == line.block
        if not self.body or is_named or is_surely_caption(line.text):
            self.captions.append(line.text)
        else:
            self.body.append(line)

    def _is_over(self, place: int) -> bool:
        line = self.lines[place]
        if not self.body and not self.captions:
            return False
        if line.kind == "list":
            return not goes_on(self.lines, place + 1, fewest=1)
        if line.kind == "signature":
            return bool(self.body) and not goes_on(self.lines, place + 1, fewest=2)
        return line.kind in ("end", "editor") and not goes_on(self.lines, place + 1, fewest=3)

    # --- fields -------------------------------------------------------------------------------------

    def _take_byline(self, lines: Sequence[Line], place: int) -> None:
        """Take "Pewarta: X", "Oleh X", or what stands under a bare label."""
        if lines[place].key in _TRAILING_LABELS:
            return
        name = _labelled(lines, place)
        if name and len(name) <= _LONGEST_BYLINE:
            self.bylines.append(name)

    def _take_source(self, lines: Sequence[Line], place: int) -> None:
        """Take the agency a line "Sumber: X" names; another site is where it was read, not its credit."""
        agency = AGENCIES.get(fold(_labelled(lines, place) or ""))
        self.credit = self.credit or agency
        if agency is None:
            self.furniture.append(lines[place].text)

    def _read_tail(self, lines: Sequence[Line]) -> None:
        """Look for byline and credit in the lines right under the article; the rest is furniture."""
        for place, line in enumerate(lines):
            is_near = place < _LOOK_AHEAD
            if is_near and line.kind == "byline" and not self.bylines:
                self._take_byline(lines, place)
            elif is_near and line.kind == "source":
                self._take_source(lines, place)
            else:
                self.furniture.append(line.text)

    def _settle_captions(self) -> None:
        """A page of pictures has no other text: its captions are its body."""
        self.captions = list(dict.fromkeys(self.captions))
        if not self.body and self.captions:
            self.body = [make_line(text) for text in self.captions]
            self.captions = []


def _lightly_cleaned(parsed: ParsedArticle, lines: Sequence[Line]) -> ParsedArticle:
    """Drop only what is furniture wherever it stands from a body that came as a field."""
    kept = [line.text for line in lines if line.kind not in ("furniture", "signature")]
    if kept and kept[0].startswith(","):
        kept[0] = mended(kept[0], is_first=True)
    gone = [line.text for line in lines if line.kind in ("furniture", "signature")]
    return replace(parsed, body="\n\n".join(kept), furniture=(*parsed.furniture, *gone))


def _told(lines: Sequence[Line]) -> Counter[str]:
    texts = [line.text[:_COMPARED_CHARACTERS] for line in lines if line.kind in ("prose", "caption")]
    return Counter(word for text in texts[:_COMPARED_LINES] for word in words(text))


def _labelled(lines: Sequence[Line], place: int) -> str | None:
    """Return what a label names: on its line, or in one of the two lines under it when it stands bare."""
    value = _label_value(lines[place].text)
    if value is not None:
        return value
    under = (_VALUE_SEPARATOR.sub("", line.text) for line in lines[place + 1 : place + 3] if line.words <= 8)
    return next((text for text in under if text), None)


def _label_value(text: str) -> str | None:
    label, separator, value = text.partition(":")
    if separator and len(label) <= _LONGEST_LABEL:
        return value.strip() or None
    start = next((start for start in _BYLINE_STARTS if text.startswith(start)), None)
    return text[len(start) :].strip() or None if start is not None else None
