"""Find the headline of a page: by the page's title when there is one, else by where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sindikasi.cleaners.lines import Line, is_name_and_date, line_key
from sindikasi.cleaners.phrases import OUTLETS
from sindikasi.cleaners.wire import opens_with_dateline

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEPARATORS = re.compile(r"\s+(?:[-–—|»]|::?)\s+")
_SITE = re.compile(r"\b[\w-]+\.(?:com|co\.id|co|id|net|org|my|com\.my|go\.id|or\.id)\b", re.I)
_NEAR_LINES = 40
_CANDIDATES = 12
_SEARCHED_LINES = 2_000
_FEWEST_WORDS = 3
_MOST_WORDS = 30
_SENTENCE_WORDS = 14


def find_headline(lines: Sequence[Line], given: str | None, *, is_page: bool) -> tuple[str | None, int]:
    """Return the headline and the place of its last line over the body; (None, -1) when there is none."""
    if given:
        return given, _place_of((given,), lines, is_page=is_page)
    if not lines:
        return None, -1
    if is_page:
        titles = title_parts(lines[0].text)
        place = _place_of(titles, lines[1:], is_page=True)
        if place >= 0:
            return _as_titled(lines[place + 1].text, titles), place + 1
    return _by_position(lines, is_page=is_page)


def title_parts(title: str) -> tuple[str, ...]:
    """Return what may be the headline in a page title "Headline - Site", the likeliest first."""
    spans = {title.strip()}
    found = list(_SEPARATORS.finditer(title[:400]))
    edges = [(0, 0), *((match.start(), match.end()) for match in found), (len(title), len(title))]
    for left in range(len(edges) - 1):
        for right in range(left + 1, len(edges)):
            spans.add(title[edges[left][1] : edges[right][0]].strip())
    return tuple(sorted((span for span in spans if span.count(" ") >= 1), key=len, reverse=True))


def without_site(title: str) -> str:
    """Return the title without the outlet's name at either end."""
    while True:
        head, separator, tail = _split_last(title)
        if separator and head.count(" ") >= 1 and is_site(tail):
            title = head
            continue
        break
    first = _SEPARATORS.search(title)
    if first is not None and is_site(title[: first.start()]) and title[first.end() :].count(" ") >= 2:
        return title[first.end() :]
    return title


def is_site(text: str) -> bool:
    """Tell whether the text names an outlet: "ANTARA News", "Kompas.com Regional", "Republika Online"."""
    key = line_key(text)
    if not key or len(key) > 50:
        return False
    if key in OUTLETS or _SITE.search(key):
        return True
    words = key.split()
    return len(words) <= 5 and (words[0] in OUTLETS or " ".join(words[:2]) in OUTLETS or words[-1] in OUTLETS)


def _split_last(title: str) -> tuple[str, str, str]:
    last = None
    for last in _SEPARATORS.finditer(title[:400]):  # noqa: B007  the last match is wanted
        pass
    return (title, "", "") if last is None else (title[: last.start()], last.group(), title[last.end() :])


def _place_of(titles: Sequence[str], lines: Sequence[Line], *, is_page: bool) -> int:
    """Return where a line repeats one of the titles with the article below it; -1 when none does."""
    keys = [line_key(title) for title in titles]
    best, place = 0.0, -1
    for number, line in enumerate(lines):
        rank = next((rank for rank, key in enumerate(keys) if _is_same(line.key, key)), None)
        if rank is None:
            continue
        score = _article_below(lines, number) - rank
        if score > best or (place < 0 and not is_page):
            best, place = score, number
    return place


def _is_same(key: str, title: str) -> bool:
    if key == title:
        return True
    if len(title) > 25 and len(key) - len(title) <= 14 and key.endswith(title):
        return True
    return len(key) > 25 and len(title) >= 120 and title.startswith(key)


def _article_below(lines: Sequence[Line], place: int) -> float:
    """Return how much a headline here would stand over an article: near dates and paragraphs count."""
    score = 0.5
    near = lines[place + 1 : place + 1 + _NEAR_LINES]
    beside = next((at for at, line in enumerate(near[:5]) if line.kind in ("date", "byline")), None)
    if beside is not None:
        score += 55 - 5 * beside
    if any(line.kind == "date" for line in lines[max(0, place - 3) : place]):
        score += 25
    for distance, line in enumerate(near):
        if line.kind == "prose" or (line.kind == "caption" and line.words >= 8):
            score += min(line.words, 40) * (1.0 if line.words >= 15 else 0.2) * (1 - distance / (2 * _NEAR_LINES))
            score += 30 if opens_with_dateline(line.text) else 0
        elif line.kind == "end" and distance > 3:
            break
    return score


def _as_titled(text: str, titles: Sequence[str]) -> str:
    key = line_key(text)
    exact = next((title for title in titles if line_key(title) == key), None)
    if exact is not None:
        return text
    return next((title for title in titles if key.endswith(line_key(title))), text)


def _by_position(lines: Sequence[Line], *, is_page: bool) -> tuple[str | None, int]:
    first = lines[0]
    if (
        not is_page
        and (_could_be(first) or _is_short_sentence(first, lines))
        and first.words >= _FEWEST_WORDS
        and not _is_kicker(first, lines)
    ):
        return without_site(first.text), 0
    reach = next((place for place, line in enumerate(lines) if line.kind == "prose" and line.words >= 15), len(lines))
    candidates = [
        place
        for place in range(min(reach, len(lines), _SEARCHED_LINES))
        if _could_be(lines[place]) and lines[place].words >= _FEWEST_WORDS
    ]
    candidates = [place for place in candidates if lines[place].words > _FEWEST_WORDS] or candidates
    if candidates:
        scored = ((_article_below(lines, place) + (10 if place == 0 else 0), -place) for place in candidates)
        place = -max(scored)[1]
        return without_site(lines[place].text), place
    if _could_be(first) and len(lines) > 1 and first.words <= _MOST_WORDS:
        return without_site(first.text), 0
    return None, -1


def _could_be(line: Line) -> bool:
    if line.kind == "short" and is_name_and_date(line.text):
        return False
    if line.kind == "prose":
        return line.words <= 25 and not line.text.endswith((".", '."', ".”")) and not opens_with_dateline(line.text)
    return line.kind == "short" and line.words <= _MOST_WORDS and not opens_with_dateline(line.text, bare=True)


def _is_short_sentence(first: Line, lines: Sequence[Line]) -> bool:
    """Tell whether the first line is a headline with a full stop: a block of its own over longer text."""
    if len(lines) < 2 or first.words > _SENTENCE_WORDS or opens_with_dateline(first.text):
        return False
    return first.kind in ("prose", "short") and first.block != lines[1].block and lines[1].words > 2 * first.words


def _is_kicker(first: Line, lines: Sequence[Line]) -> bool:
    """Tell whether the first line only names a section: the headline follows, and then the text."""
    return (
        first.words <= 3
        and len(lines) > 2
        and lines[1].kind == "short"
        and 4 <= lines[1].words <= 20
        and lines[2].kind == "prose"
    )
