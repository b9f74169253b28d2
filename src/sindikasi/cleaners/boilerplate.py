"""Find the article in scraped text: headline, standfirst, byline, date, captions and body, and leave the furniture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from sindikasi.cleaners.headline import find_headline
from sindikasi.cleaners.lines import Line, ends_sentence, has_photographer, line_key, make_line, read_lines
from sindikasi.cleaners.phrases import AGENCIES
from sindikasi.cleaners.wire import opens_with_dateline
from sindikasi.core.dates import without_date
from sindikasi.core.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.model import CleaningContext, ParsedArticle

# So many short lines on end are a menu or a list of other stories, not a passage between paragraphs.
_GAP_LINES = 8
_HEAD_RUN = 6
_LISTED_TITLES = 8
_TITLE_WORDS = 24
_LOOK_AHEAD = 12
_STANDFIRSTS = 2
_LONG_CAPTION = 8
_REPEATED_SHARE = 0.6
_FEWEST_TRIPLES = 10
_COMPARED_CHARACTERS = 1_500
_COMPARED_LINES = 100
_RELATED_SHARE = 0.25
_DATE_BEFORE = 4
_TITLE_CASE_NAME = re.compile(r"^(?:[A-Z][\w.'’-]*+ ?(?:bin |binti |al-|van |de )?+){2,5}$")
_BY = re.compile(r"^(?:by|oleh|penulis)[ :]+", re.I)
_WHO_IS_WHERE = re.compile(
    r"\((?:(?:ke)?(?:dua|tiga|empat)?\s?(?:dari )?)?(?:kiri|kanan|tengah|left|right|centre|center)\b[^)]{0,30}\)",
    re.I,
)
_CAPITALS_NAME = re.compile(r"^[A-Z][A-Z .'&|/-]{4,40}$")
# Links lost in scraping leave " , " behind; a dash with nothing before it was a dateline.
_LOST_LINK = re.compile(r"\s+,(?:\s*,)*|,(?:\s*,)+")
_LOST_START = re.compile(r"^(?:baca juga\s?:?[\s,]*(?=,|baca juga)|[\s,]+)+", re.I)
_LOST_DATELINE = re.compile(r"^[\s,]*[-–—]{1,2}\s*(?=[^\s\d-])")
_LOST_END = re.compile(r"\s+,$|,,+$")
_INITIALS_AT_END = re.compile(r"\s*\((?:[a-z]{2,4}(?:/[a-z]{2,4}){1,2}|[A-Z]-\d{1,2})\)$")
_FULL_STOP = re.compile(r"(?<!\.)\.[\"'”’»)]*$")
_VALUE_SEPARATOR = re.compile(r"^\s*:\s*|\s*:\s*$")


class BoilerplateCleaner:
    """Tells an article from the page around it.

    Scraped text is read whole: headline, captions, credits and body are found in it. Text that came as fields keeps
    them; only lines that are furniture wherever they stand leave its body.
    """

    name: ClassVar[str] = "boilerplate"

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        """Return the article without page furniture; what was left out is in `furniture`, in page order."""
        lines = read_lines(parsed.body)
        dropped = frozenset(line_key(text) for text in context.drop_lines)
        if dropped:
            lines = [replace(line, kind="furniture") if line.key in dropped else line for line in lines]
        if not parsed.is_scraped:
            return _lightly_cleaned(parsed, lines)
        return _Reading(lines, parsed.headline).article(parsed)


@dataclass(slots=True)
class _Reading:
    """One pass over a page, from its headline to the end of its article."""

    lines: list[Line]
    given_headline: str | None
    body: list[Line] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    credit: str | None = None
    published: str | None = None
    told: Counter[str] | None = None
    """How often the paragraphs and captions say each word; counted when it is first asked for."""

    def article(self, parsed: ParsedArticle) -> ParsedArticle:
        lines = self.lines
        is_page = _is_page(lines)
        headline, place = find_headline(lines, self.given_headline, is_page=is_page)
        start = place + 1
        self.furniture += [line.text for line in lines[:place] if headline is None or line.text != headline]
        first = _first_paragraph(lines, start, is_page=is_page)
        self._read_date_before(place)
        standfirst = self._read_preamble(lines[start:first], headline, is_page=is_page)
        end = self._read_body(first, headline, is_page=is_page)
        self._read_tail(lines[end:])
        self._settle_captions()
        paragraphs = [
            mended
            for place, line in enumerate(self.body)
            if (mended := _mended(line.text, is_first=place == 0))
        ]
        standfirst, paragraphs = _without_repeats(standfirst, paragraphs, headline)
        return replace(
            parsed,
            body="\n\n".join(paragraphs),
            is_scraped=False,
            headline=headline or parsed.headline,
            standfirst=parsed.standfirst or standfirst,
            byline=", ".join(dict.fromkeys(self.bylines)) or parsed.byline,
            credit=parsed.credit or self.credit,
            published=parsed.published or self.published,
            published_basis="text" if not parsed.published and self.published else parsed.published_basis,
            captions=(*parsed.captions, *self.captions),
            furniture=(*parsed.furniture, *self.furniture),
        )

    # --- before the body --------------------------------------------------------------------------------------------

    def _read_date_before(self, place: int) -> None:
        """Take the date that some pages set over the headline."""
        for line in reversed(self.lines[max(0, place - _DATE_BEFORE) : max(0, place)]):
            if line.kind == "date":
                self.published = line.text
                return

    def _read_preamble(self, lines: Sequence[Line], headline: str | None, *, is_page: bool) -> str | None:
        standfirst: list[str] = []
        in_list = False
        has_date = False
        for place, line in enumerate(lines):
            if line.kind in ("list", "end"):
                in_list = True
            if line.kind == "date":
                self.published = line.text if not has_date else self.published
                has_date = True
            elif line.kind == "byline":
                self._take_byline(lines, place)
            elif line.kind == "caption" or _WHO_IS_WHERE.search(line.text[:300]):
                self._take_caption(line, lines, place)
            elif line.kind == "prose" and len(standfirst) < _STANDFIRSTS and self._is_about(line, headline):
                standfirst.append(line.text)
            elif line.kind == "short" and not in_list and not self._take_name(lines, place):
                self._take_short(line, standfirst, headline, is_page=is_page)
            elif line.text != headline:
                self.furniture.append(line.text)
        return " ".join(standfirst) or None

    def _take_short(self, line: Line, standfirst: list[str], headline: str | None, *, is_page: bool) -> None:
        if line.ends and line.words >= 5 and not standfirst and self._is_about(line, headline):
            standfirst.append(line.text)
        elif line.words >= 8 and line.text[:1].isupper() and self._is_about(line, headline):
            self.captions.append(line.text)
        elif (
            not is_page
            and not standfirst
            and line.words >= 4
            and not line.text[:1].islower()
            and self._is_about(line, headline)
        ):
            standfirst.append(line.text)
        elif headline is None or line.key != line_key(headline):
            self.furniture.append(line.text)

    def _is_about(self, line: Line, headline: str | None) -> bool:
        """Tell whether a line over the body speaks of what the article speaks of; an advertisement does not."""
        if self.told is None:
            self.told = _told(self.lines)
            self.told.update(words(headline or ""))
        own = [word for word in words(line.text[:_COMPARED_CHARACTERS]) if len(word) > 3]
        counted = Counter(own) if line.kind in ("prose", "caption") else Counter()
        return sum(self.told[word] > counted[word] for word in own) >= _RELATED_SHARE * len(own)

    def _take_name(self, lines: Sequence[Line], place: int) -> bool:
        """Take a person's name that stands beside a date or a word like "Jurnalis" as the byline."""
        line = lines[place]
        rest = without_date(line.text) if any(character.isdigit() for character in line.text) else None
        name = _BY.sub("", (rest or line.text).strip(" |-–—,"))
        if rest is None:
            following = lines[place + 1].kind if place + 1 < len(lines) else None
            name = name.partition(" - ")[0].strip()
            if following not in ("date", "byline"):
                return False
        if not 2 <= name.count(" ") + 1 <= 5 or not _TITLE_CASE_NAME.match(name):
            return False
        self.bylines.append(name)
        if rest is not None and self.published is None:
            self.published = line.text
        return True

    # --- the body ---------------------------------------------------------------------------------------------------

    def _read_body(self, first: int, headline: str | None, *, is_page: bool) -> int:
        """Read paragraphs from `first` on; return where the article ends."""
        lines, place = self.lines, first
        pending: list[Line] = []
        listed = 0
        headline_key = line_key(headline or "")
        while place < len(lines):
            line = lines[place]
            if self._is_over(place):
                break
            if line.kind in ("list", "end"):
                listed = _LISTED_TITLES
                self.furniture.append(line.text)
            elif line.kind == "prose" and (not listed or _is_full_paragraph(line)):
                listed = 0
                self.body += pending
                pending = []
                self.body.append(line)
            elif listed and line.kind in ("short", "prose") and not _is_full_stop(line.text):
                listed -= 1
                self.furniture.append(line.text)
            elif line.kind == "short" and line.key != headline_key:
                self._take_passage(line, pending, place, is_page=is_page)
                if is_page and len(pending) > _GAP_LINES:
                    break
            else:
                self._take_marked(place, is_page=is_page)
            place += 1
        self._keep_or_drop(pending, is_page=is_page)
        return place

    def _take_passage(self, line: Line, pending: list[Line], place: int, *, is_page: bool) -> None:
        """Keep a short line of the body: a short sentence at once, a heading when a paragraph follows."""
        if self._is_alone_over_caption(line, place):
            self.furniture.append(line.text)
        elif line.ends and (line.words >= 3 or not is_page):
            self.body += pending
            pending.clear()
            self.body.append(line)
        else:
            pending.append(line)

    def _is_alone_over_caption(self, line: Line, place: int) -> bool:
        """A short line right over a caption, with no blank line between, names the picture."""
        following = self.lines[place + 1] if place + 1 < len(self.lines) else None
        return following is not None and following.kind == "caption" and following.block == line.block

    def _keep_or_drop(self, pending: list[Line], *, is_page: bool) -> None:
        kept, names = [], []
        for line in pending:
            if _CAPITALS_NAME.match(line.text) and line is pending[0]:
                names.append(line.text)
            elif is_page:
                self.furniture.append(line.text)
            else:
                kept.append(line)
        self.body += kept
        for name in names:
            self._take_sign_off(name)

    def _take_sign_off(self, name: str) -> None:
        agency = AGENCIES.get(fold(name))
        if agency is not None:
            self.credit = self.credit or agency
        elif " " in name:
            self.bylines.append(" ".join(part.capitalize() for part in name.split()))
        else:
            self.furniture.append(name)

    def _take_marked(self, place: int, *, is_page: bool) -> None:
        line = self.lines[place]
        if line.kind == "byline":
            self._take_byline(self.lines, place)
        elif line.kind == "caption":
            self._take_caption(line, self.lines, place)
        elif line.kind == "source":
            self._take_source(self.lines, place)
        elif line.kind == "navigation" and not is_page:
            self.body.append(line)
        elif line.kind == "date" and self.published is None and not self.body:
            self.published = line.text
        else:
            self.furniture.append(line.text)

    def _is_over(self, place: int) -> bool:
        line = self.lines[place]
        if not self.body and not self.captions:
            return False
        if line.kind == "signature" and self.body:
            return not self._goes_on(place + 1, fewest=2)
        if line.kind in ("end", "list"):
            return not self._goes_on(place + 1, fewest=1 if line.kind == "list" else 3)
        return line.kind == "editor" and not self._goes_on(place + 1, fewest=3)

    def _goes_on(self, place: int, *, fewest: int) -> bool:
        """Tell whether paragraphs, not teasers among titles, follow soon."""
        ahead = self.lines[place : place + _LOOK_AHEAD]
        if any(line.kind == "end" for line in ahead[:_LISTED_TITLES]) and fewest > 1:
            return False
        first = next((at for at, line in enumerate(ahead) if _is_full_paragraph(line)), None)
        if first is None or first > _LISTED_TITLES:
            return False
        following = ahead[first : first + 2 * fewest - 1]
        paragraphs = sum(line.kind == "prose" for line in following)
        return paragraphs >= min(fewest, len(following)) and paragraphs * 2 > len(following)

    # --- fields -----------------------------------------------------------------------------------------------------

    def _take_byline(self, lines: Sequence[Line], place: int) -> None:
        """Take "Pewarta: X", "Oleh X", or the value on the next line of a bare label."""
        text = lines[place].text
        name = _label_value(text)
        if name is None and lines[place].key in ("jurnalis", "wartawan", "reporter"):
            return
        if name is None and place + 1 < len(lines) and lines[place + 1].words <= 8:
            name = _VALUE_SEPARATOR.sub("", lines[place + 1].text)
            if not name and place + 2 < len(lines):
                name = lines[place + 2].text
        if name and len(name) <= 120 and fold(name) not in ("-", ":"):
            self.bylines.append(name)

    def _take_source(self, lines: Sequence[Line], place: int) -> None:
        """Take the agency a line "Sumber: X" names; another site or paper is where it was read, not its credit."""
        name = _label_value(lines[place].text)
        if name is None and place + 1 < len(lines):
            name = _VALUE_SEPARATOR.sub("", lines[place + 1].text)
        agency = AGENCIES.get(fold(name)) if name else None
        self.credit = self.credit or agency
        if agency is None:
            self.furniture.append(lines[place].text)

    def _take_caption(self, line: Line, lines: Sequence[Line], place: int) -> None:
        """Take a picture's caption; an agency's name alone may also sign the article's last paragraph."""
        is_last = not any(other.kind == "prose" for other in lines[place + 1 : place + 4])
        if self.body and is_last and line.words >= 8 and not has_photographer(line.text):
            self.body.append(line)
        else:
            self.captions.append(line.text)

    def _read_tail(self, lines: Sequence[Line]) -> None:
        """Look for byline, credit and date in the lines right under the article; the rest is furniture."""
        for place, line in enumerate(lines):
            if place < _LOOK_AHEAD and line.kind == "byline" and not self.bylines:
                self._take_byline(lines, place)
            elif place < _LOOK_AHEAD and line.kind == "source":
                self._take_source(lines, place)
            else:
                self.furniture.append(line.text)

    def _settle_captions(self) -> None:
        """A page of pictures has no other text: its captions are its body."""
        if not self.body and self.captions:
            self.body = [make_line(text) for text in dict.fromkeys(self.captions)]
            self.captions = []
        self.captions = list(dict.fromkeys(self.captions))


def _lightly_cleaned(parsed: ParsedArticle, lines: Sequence[Line]) -> ParsedArticle:
    """Drop only what is furniture wherever it stands from a body that came as a field."""
    kept = [line for line in lines if line.kind not in ("furniture", "signature")]
    body = "\n\n".join(line.text for line in kept)
    gone = tuple(line.text for line in lines if line.kind in ("furniture", "signature"))
    return replace(parsed, body=body, furniture=(*parsed.furniture, *gone))


def _told(lines: Sequence[Line]) -> Counter[str]:
    texts = [line.text[:600] for line in lines if line.kind in ("prose", "caption")]
    return Counter(word for text in texts[:_COMPARED_LINES] for word in words(text))


def _is_full_stop(text: str) -> bool:
    return _FULL_STOP.search(text[-4:]) is not None


def _is_full_paragraph(line: Line) -> bool:
    """Tell a paragraph from a title of another story, which may end with a question mark or three dots."""
    return line.kind == "prose" and (line.words > _TITLE_WORDS or _is_full_stop(line.text))


def _is_page(lines: Sequence[Line]) -> bool:
    """Tell a whole page from a text someone already cut out: menus and lists stand around its prose."""
    marks = sum(line.kind in ("furniture", "navigation", "end", "list") for line in lines)
    if marks < 4:
        return False
    first = next((place for place, line in enumerate(lines) if line.kind == "prose"), len(lines))
    if _longest_run(lines[:first]) >= _HEAD_RUN:
        return True
    prose = sum(line.kind == "prose" for line in lines)
    return marks >= 10 and marks > prose and _longest_run(lines[first:]) >= _GAP_LINES


def _longest_run(lines: Sequence[Line]) -> int:
    longest = run = 0
    for line in lines:
        run = run + 1 if line.words <= 6 and not line.text.endswith(".") else 0
        longest = max(longest, run)
    return longest


def _first_paragraph(lines: Sequence[Line], start: int, *, is_page: bool) -> int:
    """Return where the body starts: at the dateline when one comes soon, else at the first paragraph."""
    prose = [place for place in range(start, len(lines)) if lines[place].kind == "prose"][: _STANDFIRSTS + 1]
    for place in prose:
        if opens_with_dateline(lines[place].text):
            return place
    bare = next(
        (
            p
            for p in range(start, min(len(lines), start + 40))
            if opens_with_dateline(lines[p].text, bare=True)
        ),
        None,
    )
    if bare is not None and (not prose or bare < prose[0] + 2):
        return bare
    if is_page:
        return _gallery(lines, start, prose[0] if prose else len(lines))
    return _first_text(lines, start, prose[0] if prose else len(lines))


def _first_text(lines: Sequence[Line], start: int, prose: int) -> int:
    """In a text already cut out, short lines right over the first paragraph are text too, but for what is marked."""
    place = prose
    for before in range(prose - 1, start - 1, -1):
        if lines[before].kind != "short":
            break
        place = before
    return place if prose < len(lines) else start


def _gallery(lines: Sequence[Line], start: int, prose: int) -> int:
    """Return the first of several captions when the page has no other text before its end, else `prose`."""
    end = next((place for place in range(start, len(lines)) if lines[place].kind == "end"), len(lines))
    captions = [
        place
        for place in range(start, min(end, prose))
        if lines[place].kind == "caption" and lines[place].words >= _LONG_CAPTION
    ]
    return captions[0] if end < prose and len(captions) >= 2 else min(prose, max(end, start))


def _label_value(text: str) -> str | None:
    label, separator, value = text.partition(":")
    if separator and len(label) <= 24:
        return value.strip() or None
    for prefix in ("Oleh ", "OLEH ", "By ", "BY ", "Laporan wartawan ", "Laporan Wartawan "):
        if text.startswith(prefix):
            return text[len(prefix) :].strip() or None
    return None


def _mended(text: str, *, is_first: bool) -> str:
    """Return the paragraph without the residue of lost links and initials."""
    if is_first and text[:1] in ",-–—":
        text = _LOST_DATELINE.sub("", text)
    if "," in text:
        text = _LOST_START.sub("", _LOST_LINK.sub(_comma, _LOST_END.sub("", text)))
    return _INITIALS_AT_END.sub("", text) if text.endswith(")") else text


def _comma(match: re.Match[str]) -> str:
    """One comma for the residue, and a blank after it: "17.655.000 ,50 gram" must not become one figure."""
    following = match.string[match.end() : match.end() + 1]
    return ", " if following.isalnum() else ","


def _without_repeats(
    standfirst: str | None, paragraphs: list[str], headline: str | None
) -> tuple[str | None, list[str]]:
    """Drop paragraphs that only repeat the headline, and move a first paragraph that another repeats to the standfirst."""
    headline_key = line_key(headline or "")
    kept = [text for text in paragraphs if len(text) > 160 or line_key(text) != headline_key]
    if standfirst is None and len(kept) >= 3 and ends_sentence(kept[0]) and _is_repeated(kept[0], kept[1:4]):
        return kept[0], kept[1:]
    return standfirst, kept or paragraphs


def _is_repeated(first: str, others: Sequence[str]) -> bool:
    """Tell whether one of the others says the first almost word for word."""
    own = _triples(first)
    return len(own) >= _FEWEST_TRIPLES and any(
        len(own & _triples(text)) >= _REPEATED_SHARE * len(own) for text in others
    )


def _triples(text: str) -> set[tuple[str, ...]]:
    told = words(text[:_COMPARED_CHARACTERS])
    return set(zip(told, told[1:], told[2:], strict=False))
