"""How a text is laid out: a whole page or an article cut out, where its body starts, whether it goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sindikasi.cleaners.lines import ends_with_date
from sindikasi.cleaners.wire import opens_with_dateline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.cleaners.lines import Line

# So many short lines on end are a menu or a list of other stories, not a passage between paragraphs.
GAP_LINES = 8
STANDFIRSTS = 2
_MARKS_OF_A_PAGE = 4
_HEAD_RUN = 6
_LISTED_TITLES = 8
_TITLE_WORDS = 24
_LOOK_AHEAD = 12
_LONG_LIST = 40
_LONG_CAPTION = 8
_DATELINE_REACH = 40
_FULL_STOP = re.compile(r"(?<!\.)\.[\"'”’»)]*$")


def is_page(lines: Sequence[Line]) -> bool:
    """Tell a whole page from a text someone already cut out: menus and lists stand around its prose."""
    marks = sum(line.kind in ("furniture", "navigation", "end", "list") for line in lines)
    if marks < _MARKS_OF_A_PAGE:
        return False
    first = _first_prose(lines, 0)
    if _longest_run(lines[:first]) >= _HEAD_RUN:
        return True
    prose = sum(line.kind == "prose" for line in lines)
    return marks >= 10 and marks > prose and _longest_run(lines[first:]) >= GAP_LINES


def first_paragraph(lines: Sequence[Line], start: int, *, is_page: bool) -> int:
    """Return where the body starts: at the dateline when one comes soon, else at the first paragraph."""
    prose = [place for place in range(start, len(lines)) if lines[place].kind == "prose"][: STANDFIRSTS + 1]
    for place in prose:
        if opens_with_dateline(lines[place].text):
            return place
    reach = range(start, min(len(lines), start + _DATELINE_REACH))
    bare = next((place for place in reach if opens_with_dateline(lines[place].text, bare=True)), None)
    if bare is not None and (not prose or bare < prose[0] + STANDFIRSTS):
        return bare
    if is_page:
        return _gallery(lines, start, prose[0] if prose else len(lines))
    return _first_text(lines, start, prose[0] if prose else len(lines))


def goes_on(lines: Sequence[Line], place: int, *, fewest: int) -> bool:
    """Tell whether paragraphs, `fewest` at least, and not teasers among titles, follow soon."""
    ahead = lines[place : place + _LOOK_AHEAD]
    if fewest > 1 and any(line.kind == "end" for line in ahead[:_LISTED_TITLES]):
        return False
    first = next((at for at, line in enumerate(ahead) if is_full_paragraph(line)), None)
    if first is None or first > _LISTED_TITLES:
        return False
    following = ahead[first : first + 2 * fewest - 1]
    paragraphs = sum(line.kind == "prose" for line in following)
    return paragraphs >= min(fewest, len(following)) and paragraphs * 2 > len(following)


def is_list_in_article(lines: Sequence[Line], place: int) -> bool:
    """Tell whether the short lines around `place` are a list the article gives: its text resumes."""
    ahead = lines[place : place + _LONG_LIST]
    first = next((at for at, line in enumerate(ahead) if line.kind not in ("short", "date")), None)
    if first is None or not is_full_paragraph(ahead[first]):
        return False
    return sum(is_full_paragraph(line) for line in ahead[first : first + 3]) >= 2


def is_full_stop(text: str) -> bool:
    """Tell whether the text ends with a full stop, inside quotes or not, and not with three dots."""
    return _FULL_STOP.search(text[-4:]) is not None


def is_full_paragraph(line: Line) -> bool:
    """Tell a paragraph from a title of another story, which may end with a question mark or three dots."""
    return line.kind == "prose" and (line.words > _TITLE_WORDS or is_full_stop(line.text))


def _first_prose(lines: Sequence[Line], start: int) -> int:
    return next((place for place in range(start, len(lines)) if lines[place].kind == "prose"), len(lines))


def _longest_run(lines: Sequence[Line]) -> int:
    longest = run = 0
    for line in lines:
        run = run + 1 if line.words <= 6 and not line.text.endswith(".") else 0
        longest = max(longest, run)
    return longest


def _first_text(lines: Sequence[Line], start: int, prose: int) -> int:
    """In a text already cut out, unmarked short lines right over the first paragraph are text too."""
    if prose == len(lines):
        return start
    place = prose
    while place > start and lines[place - 1].kind == "short" and not ends_with_date(lines[place - 1].text):
        place -= 1
    return place


def _gallery(lines: Sequence[Line], start: int, prose: int) -> int:
    """Return the first of several captions when the page has no other text before its end, else `prose`."""
    end = next((place for place in range(start, len(lines)) if lines[place].kind == "end"), len(lines))
    captions = [
        place
        for place in range(start, min(end, prose))
        if lines[place].kind == "caption" and lines[place].words >= _LONG_CAPTION
    ]
    return captions[0] if end < prose and len(captions) >= 2 else min(prose, max(end, start))
