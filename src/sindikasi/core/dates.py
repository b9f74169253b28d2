"""When something was published: dates as news pages write them, in Indonesian, Malay and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sindikasi.core.clocks import find_clock, without_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_EARLIEST = datetime(1850, 1, 1, tzinfo=UTC)
# Clocks differ, and some sites stamp local time as UTC: so far ahead counts as now, further is not a date.
_AHEAD = timedelta(hours=24)
# A day and month with no year and no other evidence is this year's when it lies so shortly before arrival.
_FRESH = timedelta(days=7)
# A date without an hour is noon, which keeps the calendar day the same in UTC for every zone of the
# archipelago.
_NOON = time(12)
_LEAD_PARAGRAPHS = 4
_SHORTEST, _LONGEST = 6, 60
_PARTS = ["day", "month", "year"]
_SCANNED_CHARACTERS = 1_200

_MONTH_NAMES = (
    "january januari jan",
    "february februari feb pebruari",
    "march maret mac mar mrt",
    "april apr",
    "may mei",
    "june juni jun",
    "july juli julai jul",
    "august agustus ogos aug agu agt ogo agst ags",
    "september sept sep",
    "october oktober oct okt",
    "november nov nopember nop",
    "december desember disember dec des dis",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_NAMES = (
    "monday senin isnin mon sen",
    "tuesday selasa tue tues sel",
    "wednesday rabu wed rab",
    "thursday kamis khamis thu thur thurs kam",
    "friday jumat jum'at jumaat fri jum",
    "saturday sabtu sat sab",
    "sunday minggu ahad sun min",
)
_WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}


def _one_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_MONTH = rf"(?i:{_one_of(_MONTHS)})"
_WEEKDAY = rf"(?:{_one_of(_WEEKDAYS)})"
_WEEKDAY_BEFORE = re.compile(rf"\b({_WEEKDAY})\b[\s,(]*\Z", re.I)
_DAY_MONTH_YEAR = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ .-]{{0,2}}({_MONTH})\b\.?,?[ -]?(\d{{4}})\b", re.I)
_MONTH_DAY_YEAR = re.compile(rf"\b({_MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.I)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_ISO = re.compile(r"\b(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)")
_COUNTS = {
    **dict.fromkeys("se satu sebuah a an".split(), 1.0),
    **{
        name: float(count)
        for count, name in enumerate("dua tiga empat lima enam tujuh delapan sembilan sepuluh".split(), 2)
    },
    "setengah": 0.5,
    "lapan": 8.0,
    **dict.fromkeys(("beberapa", "several", "few", "a few"), 3.0),
}
_AGO = re.compile(
    rf"\b(\d{{1,4}}|{_one_of(_COUNTS)})[ ]?(detik|saat|seconds?|secs?|menit|minit|minutes?|mins?|m|jam|hours?"
    r"|hrs?|h|hari|days?|d|minggu|pekan|weeks?|bulan|months?)\s(?:yang\s)?(?:lalu|lepas|ago)\b",
    re.I,
)
# Compared from the start of the word, in this order: "minggu" before "min", "hari" before "h".
_UNITS = (
    (("detik", "saat", "sec"), 1),
    (("minggu", "pekan", "week"), 604_800),
    (("bulan", "month"), 2_629_800),
    (("hari", "day", "d"), 86_400),
    (("jam", "hour", "hr", "h"), 3_600),
    (("menit", "minit", "min", "m"), 60),
)
_DAY_WORDS = {
    "hari ini": 0,
    "today": 0,
    "baru saja": 0,
    "just now": 0,
    "sebentar tadi": 0,
    "tadi pagi": 0,
    "tadi malam": 1,
    "kemarin": 1,
    "kemaren": 1,
    "kelmarin": 1,
    "semalam": 1,
    "yesterday": 1,
}
# A day named with its weekday, or in brackets, is how a lead says when the news happened: "Jumat (22/12)",
# "Senin, 16 September 2019", "on Tuesday (November 3)". A bare "11 November 2016" is background.
_NEWS_DAY = re.compile(
    rf"\b({_WEEKDAY})\b[,\s]{{0,2}}\(?(?:(\d{{1,2}})(?:/(\d{{1,2}})|\s({_MONTH})\b)"
    rf"|({_MONTH})\.? (\d{{1,2}}))(?:[/\s,]{{1,2}}(\d{{4}}|\d{{2}})\b)?",
    re.I,
)
_DAY_ALONE = re.compile(
    rf"(?:({_WEEKDAY})\b[,\s]{{0,2}})?\(?(?:(\d{{1,2}})(?:/(\d{{1,2}})|\s({_MONTH})\b)|({_MONTH})\.? (\d{{1,2}}))()"
    r"(?:\)|\b)(?=\Z|[\s,.|-]+(?:pukul|pkl|jam|at|\d{1,2}[:.]\d\d))",
    re.I,
)
_BRACKETED_DAY = re.compile(r"()\((\d{1,2})/(\d{1,2})()()()(?:/(\d{4}|\d{2}))?\)")
_DATELINE_DAY = re.compile(
    rf"^()[A-Z][^–—\n]{{2,40}}?, (?:(\d{{1,2}})(?:/(\d{{1,2}})|\s({_MONTH})\b)|({_MONTH})\.? (\d{{1,2}}))"
    rf"(?:[ ,]{{1,2}}(\d{{4}}))?[^a-z\n]{{0,3}}(?:\([^)\n]{{2,40}}\)\s?)?[–—-]"
)
# Both patterns look behind only from their first figure: a pattern that opens with a class of figures skips all other
# text at once, one that opens with a look behind stops at every character.
_SHORT_FIGURE = re.compile(r"\d(?<![\d.,]\d)\d?(?=[/\s,)])")
_BEFORE_FIGURE = 24
_AFTER_FIGURE = 20
_YEAR = re.compile(r"[12](?<!\w[12])(?:(?<=1)[89]|(?<=2)0)\d\d\b")
_RESIDUE_WORDS = re.compile(
    rf"\b(?:{_WEEKDAY}|pukul|jam|pkl|on|at|tayang|terbit|diterbitkan|dipublikasikan|dipublish|published|publish|updated?"
    rf"|last updated|posted|date|tanggal|tgl|dibuat|diperbarui|diperbaharui|dikemaskini|disiarkan|pada|views?"
    rf"|dilihat"
    rf"|dibaca|kali|x|hits|hrs|first)\b",
    re.I,
)
_DIGIT = re.compile(r"\d")
# No full date has fewer: "1/2/16".
_FOUR_DIGITS = re.compile(r"\d(?:\D*\d){3}")
# Seconds, milliseconds or microseconds since 1970, from 1973 on; fewer figures are a year or "20241212".
_POSIX = re.compile(r"-?(?:\d{9,10}|\d{13}|\d{16})(?:\.\d*)?")
_LONGEST_DATE_LINE = 90
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A calendar day as a text names it: the weekday and the year may be missing."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None

    def in_year(self, year: int) -> date | None:
        try:
            found = date(year, self.month, self.day)
        except ValueError:
            return None
        return found if self.weekday in (None, found.weekday()) else None


def zone(name: str) -> tzinfo:
    """Return the IANA zone; UTC when this machine does not know the name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def resolve(value: datetime | str | float | None, *, now: datetime, timezone: str) -> datetime | None:
    """Return the instant `value` names, in UTC, or None when it names none or one in the future.

    A string without an offset is read in `timezone`; a day without an hour is noon there. Numbers, and strings
    of as many figures, are POSIX seconds, or milli- or microseconds when they are too large for seconds.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        return _bounded(value, now, timezone)
    if isinstance(value, int | float):
        return _bounded(_from_posix(value), now, timezone)
    text = " ".join(value[:200].split())
    if not text:
        return None
    if _POSIX.fullmatch(text):
        return _bounded(_from_posix(float(text)), now, timezone)
    for read in (_read_standard, _read_written, _read_relative, _read_without_year, _read_anyhow):
        found = read(text, now, timezone)
        if found is not None:
            return _bounded(found, now, timezone)
    return None


def names_a_day(text: str) -> bool:
    """Tell whether the text holds a full date (day, month and year)."""
    return _find_day(text) is not None


def is_date_line(line: str) -> bool:
    """Tell whether the line is nothing but a date of publication ("Senin, 15 Mei 2017 18:43 WIB")."""
    if len(line) > _LONGEST_DATE_LINE or _FOUR_DIGITS.search(line) is None:
        return False
    rest = _without_date(line)
    if rest is None:
        return False
    return sum(map(len, _LETTERS.findall(_RESIDUE_WORDS.sub(" ", rest)))) <= 2


def without_date(line: str) -> str | None:
    """Return what a line says besides its date and clock time, None when it holds no date."""
    rest = _without_date(line)
    return None if rest is None else " ".join(_RESIDUE_WORDS.sub(" ", rest).split())


def published_in_text(
    paragraphs: Sequence[str], captions: Sequence[str], *, now: datetime, timezone: str
) -> datetime | None:
    """Return the day the text itself is dated, None when it does not say so beyond doubt.

    The rule: the first of the leading paragraphs that names a day with its weekday, in brackets or in the
    dateline ("Jumat (22/12)") gives day and month. A missing year comes from the full dates of the captions
    and the text, then from bare years, the latest that agrees with the weekday and is not in the future;
    without any such evidence only a day of the last week counts.
    """
    for paragraph in paragraphs[:_LEAD_PARAGRAPHS]:
        for day in _news_days(paragraph[:_SCANNED_CHARACTERS]):
            found = _with_year(day, paragraphs, captions, now.astimezone(zone(timezone)).date())
            if found is not None:
                return _bounded(datetime.combine(found, _NOON), now, timezone)
    return None


def _bounded(moment: datetime | None, now: datetime, timezone: str) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(timezone))
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    if moment < _EARLIEST or moment > now + _AHEAD:
        return None
    return min(moment, now.astimezone(UTC))


def _from_posix(seconds: float) -> datetime | None:
    for too_large in (1e14, 1e11):
        if abs(seconds) > too_large:
            seconds /= too_large / 1e8
            break
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _read_standard(text: str, _now: datetime, _timezone: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return datetime.combine(moment.date(), _NOON) if len(text) <= 10 else moment
    if "," in text[:5] and ":" in text:
        try:
            return parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    return None


def _read_written(text: str, _now: datetime, _timezone: str) -> datetime | None:
    found = _find_day(text)
    if found is None:
        return None
    day, start, end = found
    clock = find_clock(text[end:]) or find_clock(text[:start])
    if clock is None:
        return datetime.combine(day, _NOON)
    return datetime.combine(day, clock.time, tzinfo=clock.zone)


def _read_without_year(text: str, now: datetime, timezone: str) -> datetime | None:
    """Read "Jumat, 20 November" or "20/11" as a day of the last week; of an older one nobody knows the year."""
    match = _DAY_ALONE.match(text)
    named = _day(match) if match is not None else None
    today = now.astimezone(zone(timezone)).date()
    day = _with_year(named, (), (), today) if named is not None else None
    if match is None or day is None:
        return None
    clock = find_clock(text[match.end() :])
    return datetime.combine(day, clock.time, tzinfo=clock.zone) if clock else datetime.combine(day, _NOON)


def _read_relative(text: str, now: datetime, timezone: str) -> datetime | None:
    ago = _AGO.search(text)
    if ago is not None:
        count, unit = ago.group(1).lower(), ago.group(2).lower()
        seconds = next(size for names, size in _UNITS if unit.startswith(names))
        return now - timedelta(seconds=seconds * (_COUNTS.get(count) or float(count)))
    folded = text.casefold().strip(" .")
    for phrase, days in _DAY_WORDS.items():
        if folded.startswith(phrase):
            return _day_word(text, now.astimezone(zone(timezone)), days)
    return None


def _day_word(text: str, local: datetime, days: int) -> datetime:
    clock = find_clock(text)
    if clock is None:
        return local - timedelta(days=days)
    return datetime.combine(local.date() - timedelta(days=days), clock.time, tzinfo=clock.zone or local.tzinfo)


def _read_anyhow(text: str, now: datetime, timezone: str) -> datetime | None:
    """Ask dateparser: other forms of the three languages. It is slow to load and to run, so it comes last."""
    if not _SHORTEST <= len(text) <= _LONGEST or _DIGIT.search(text) is None:
        return None
    import dateparser

    local = now.astimezone(zone(timezone)).replace(tzinfo=None)
    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "RELATIVE_BASE": local,
        "REQUIRE_PARTS": _PARTS,
    }
    try:
        return dateparser.parse(text, languages=["id", "ms", "en"], settings=settings)
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _find_day(text: str) -> tuple[date, int, int] | None:
    """Return the first full date with where it starts and ends."""
    for pattern, read in _READINGS:
        for match in pattern.finditer(text):
            try:
                day = date(*read(match))
            except ValueError:
                continue
            return (_as_weekday(day, text[: match.start()]) if read is _day_first else day), match.start(), match.end()
    return None


def _as_weekday(day: date, before: str) -> date:
    """Return the day with its figures changed round, when only so it is the weekday named before it."""
    named = _WEEKDAY_BEFORE.search(before)
    if named is None or day.day > 12 or day.weekday() == _WEEKDAYS[named[1].lower()]:
        return day
    other = date(day.year, day.day, day.month)
    return other if other.weekday() == _WEEKDAYS[named[1].lower()] else day


def _named_month_second(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[3]), _MONTHS[match[2].lower()], int(match[1])


def _named_month_first(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[3]), _MONTHS[match[1].lower()], int(match[2])


def _year_first(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[1]), int(match[2]), int(match[3])


def _day_first(match: re.Match[str]) -> tuple[int, int, int]:
    """Read day before month, as all three languages do, unless the second figure can only be a day."""
    first, second, year = int(match[1]), int(match[3]), _full_year(int(match[4]))
    return (year, first, second) if second > 12 else (year, second, first)


def _full_year(year: int) -> int:
    if year >= 100:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _without_date(line: str) -> str | None:
    found = _find_day(line)
    if found is None:
        return None
    _, start, end = found
    return without_clock(f"{line[:start]} | {line[end:]}")


def _news_days(paragraph: str) -> list[_Day]:
    """Return the days named in news fashion, in order; only what stands around short figures is read."""
    marked: dict[int, re.Match[str]] = {}
    opening = _DATELINE_DAY.match(paragraph)
    if opening is not None:
        marked[0] = opening
    for figure in _SHORT_FIGURE.finditer(paragraph):
        start = max(0, figure.start() - _BEFORE_FIGURE)
        window = paragraph[start : figure.end() + _AFTER_FIGURE]
        for match in (_NEWS_DAY.search(window), _BRACKETED_DAY.search(window) if "(" in window else None):
            if match is not None:
                marked.setdefault(start + match.start(), match)
    days = (_day(marked[place]) for place in sorted(marked))
    return [day for day in days if day is not None]


def _day(match: re.Match[str]) -> _Day | None:
    weekday, day, month, month_name, month_first, day_after, year = match.groups()
    name = month_name or month_first
    number = _MONTHS[name.lower()] if name else int(month)
    if not 1 <= number <= 12 or not 1 <= int(day or day_after) <= 31:
        return None
    return _Day(
        day=int(day or day_after),
        month=number,
        year=_full_year(int(year)) if year else None,
        weekday=_WEEKDAYS[weekday.lower()] if weekday else None,
    )


def _with_year(day: _Day, paragraphs: Sequence[str], captions: Sequence[str], today: date) -> date | None:
    if day.year is not None:
        found = day.in_year(day.year)
        return found if found is not None and found <= today else None
    for years in _year_evidence(paragraphs, captions, weekday_known=day.weekday is not None):
        for year in sorted(years, reverse=True):
            found = day.in_year(year)
            if found is not None and found <= today:
                return found
    for year in (today.year, today.year - 1):
        found = day.in_year(year)
        if found is not None and timedelta(0) <= today - found <= _FRESH:
            return found
    return None


def _year_evidence(paragraphs: Sequence[str], captions: Sequence[str], *, weekday_known: bool) -> Iterator[set[int]]:
    for texts in (captions, paragraphs):
        yield {year for text in texts for year in _dated_years(text)}
    if weekday_known:
        for texts in (captions, paragraphs):
            yield {int(year) for text in texts for year in _YEAR.findall(text)}


def _dated_years(text: str) -> set[int]:
    """Return the years that stand in a full date; only the surroundings of years are looked at."""
    found: set[int] = set()
    for year in _YEAR.finditer(text):
        window = text[max(0, year.start() - _BEFORE_FIGURE) : year.end()]
        if _DAY_MONTH_YEAR.search(window) or _MONTH_DAY_YEAR.search(window) or _NUMERIC.search(window):
            found.add(int(year[0]))
    return found


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
    (_DAY_MONTH_YEAR, _named_month_second),
    (_MONTH_DAY_YEAR, _named_month_first),
    (_ISO, _year_first),
    (_NUMERIC, _day_first),
)
