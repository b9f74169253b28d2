"""Dates as news pages write them; never in the future, and an honest unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sindikasi.core.dates import is_date_line, published_in_text, resolve, without_date

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
JAKARTA = "Asia/Jakarta"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Senin, 15 Mei 2017 18:43 WIB", at(2017, 5, 15, 11, 43)),
        ("Kamis, 5 November 2015 - 15:56 wib", at(2015, 11, 5, 8, 56)),
        ("Rabu, 4 November 2015 | 21:04 WITA", at(2015, 11, 4, 13, 4)),
        ("Rabu, 4 November 2015 | 21.04 WIT", at(2015, 11, 4, 12, 4)),
        ("Kamis, 05/11/2015 10:08 WIB", at(2015, 11, 5, 3, 8)),
        ("20/1/2026 18:30", at(2026, 1, 20, 11, 30)),
        ("on 16 Feb 2016 at 09:10 WIB", at(2016, 2, 16, 2, 10)),
        ("Khamis, 3 Ogos 2023 9:05 pm MYT", at(2023, 8, 3, 13, 5)),
        ("Friday, 22 Nov 2024 4:55 PM MYT", at(2024, 11, 22, 8, 55)),
        ("November 22, 2024", at(2024, 11, 22, 5)),
        ("Wednesday, 04 November, 2015 | 07:28 WIB", at(2015, 11, 4, 0, 28)),
        ("Jumat, 20 Jumadil Awwal 1438 / 17 February 2017", at(2017, 2, 17, 5)),
        ("Jum'at, 17 Agt 2018", at(2018, 8, 17, 5)),
        ("2026-11-19T08:00:00+07:00", at(2026, 11, 19, 1)),
        ("2026-11-19T08:00:00Z", at(2026, 11, 19, 8)),
        ("2026-11-19 08:00:00", at(2026, 11, 19, 1)),
        ("2026-11-19", at(2026, 11, 19, 5)),
        ("Thu, 19 Nov 2026 08:00:00 +0700", at(2026, 11, 19, 1)),
        ("2 jam lalu", NOW - timedelta(hours=2)),
        ("35 menit yang lalu", NOW - timedelta(minutes=35)),
        ("3 hari lepas", NOW - timedelta(days=3)),
        ("5 h ago", NOW - timedelta(hours=5)),
        ("Kemarin 09:30", at(2026, 11, 19, 2, 30)),
        ("hari ini", NOW),
        ("Semalam 8.30 malam", at(2026, 11, 19, 13, 30)),
        ("tadi malam", at(2026, 11, 19, 12)),
        ("kelmarin", at(2026, 11, 19, 12)),
        ("sejam lalu", NOW - timedelta(hours=1)),
        ("setengah jam lalu", NOW - timedelta(minutes=30)),
        ("dua hari lalu", NOW - timedelta(days=2)),
        ("tiga pekan yang lalu", NOW - timedelta(weeks=3)),
        ("beberapa menit lalu", NOW - timedelta(minutes=3)),
        ("Khamis, 12 Disember 2024, 5 petang", at(2024, 12, 12, 10)),
        ("Ahad, 15 Nov 2026 8 malam MYT", at(2026, 11, 15, 12)),
        ("Isnin, 16 November 2026", at(2026, 11, 16, 5)),
        ("20 November 2026 pukul 17 WIT", at(2026, 11, 20, 8)),
        ("Nov 19, 2026, 5pm", at(2026, 11, 19, 10)),
        ("le 19 novembre 2026", None),
        ("Senin lalu di kantor", None),
        ("99/99/2026", None),
        ("", None),
    ],
)
def test_a_written_date_is_read_in_the_source_zone(text: str, moment: datetime | None) -> None:
    assert resolve(text, now=NOW, timezone=JAKARTA) == moment


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("5:30 petang", 17, 30),
        ("5.30 ptg", 17, 30),
        ("12:30 tengah hari", 12, 30),
        ("1.15 tengah hari", 13, 15),
        ("10:05 pagi", 10, 5),
        ("12.05 pagi", 0, 5),
        ("12.05 tengah malam", 0, 5),
        ("11.45 siang", 11, 45),
        ("2.45 siang", 14, 45),
        ("4.30 sore", 16, 30),
        ("pukul 8.30 malam", 20, 30),
        ("pukul 20.30 malam", 20, 30),
        ("pukul 12.15 malam", 0, 15),
        ("jam 2.15 malam", 2, 15),
        ("3.20 dini hari", 3, 20),
        ("16:55 sore", 16, 55),
        ("00:30 malam", 0, 30),
    ],
)
def test_a_part_of_the_day_tells_which_half_a_clock_means(written: str, hour: int, minute: int) -> None:
    assert resolve(f"12 Disember 2024 {written}", now=NOW, timezone="UTC") == at(2024, 12, 12, hour, minute)


def test_a_part_of_the_day_may_stand_before_the_zone() -> None:
    assert resolve("12 Desember 2024, 8.30 malam WIB", now=NOW, timezone="UTC") == at(2024, 12, 12, 13, 30)
    assert is_date_line("Khamis, 12 Disember 2024 5:30 petang")


@pytest.mark.parametrize(
    "value",
    [
        1_735_689_600,
        1_735_689_600.0,
        1_735_689_600_000,
        1_735_689_600_000_000,
        "1735689600",
        "1735689600.0",
        "1735689600000",
        "1735689600000.0",
        "1735689600000000",
        " 1735689600 ",
    ],
)
@pytest.mark.parametrize("timezone", [JAKARTA, "America/New_York"])
def test_a_count_since_1970_is_the_same_instant_in_every_zone(value: float | str, timezone: str) -> None:
    assert resolve(value, now=NOW, timezone=timezone) == at(2025, 1, 1)


def test_figures_that_are_no_count_since_1970_are_read_as_dates() -> None:
    assert resolve("20241212", now=NOW, timezone=JAKARTA) == at(2024, 12, 12, 5)
    assert resolve("2024", now=NOW, timezone=JAKARTA) is None
    assert resolve("9" * 13, now=NOW, timezone=JAKARTA) is None
    assert resolve("-86400000", now=NOW, timezone=JAKARTA) is None
    assert resolve("-864000000", now=NOW, timezone=JAKARTA) == at(1942, 8, 16)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1_763_535_600, at(2025, 11, 19, 7)),
        (1_763_535_600_000, at(2025, 11, 19, 7)),
        (1e300, None),
        (True, None),
        (None, None),
        (datetime(2026, 11, 19, 8), at(2026, 11, 19, 1)),  # noqa: DTZ001  a naive value is local
        (at(2026, 11, 19, 8), at(2026, 11, 19, 8)),
    ],
)
def test_values_are_read_like_texts(value: datetime | float | None, moment: datetime | None) -> None:
    assert resolve(value, now=NOW, timezone=JAKARTA) == moment


def test_a_date_a_little_ahead_is_now_and_one_far_ahead_is_none() -> None:
    assert resolve(NOW + timedelta(hours=24), now=NOW, timezone=JAKARTA) == NOW
    assert resolve(NOW + timedelta(hours=24, seconds=1), now=NOW, timezone=JAKARTA) is None


def test_a_day_alone_keeps_its_calendar_day_in_utc() -> None:
    for zone in ("Asia/Jakarta", "Asia/Jayapura", "America/New_York", "No/Such"):
        moment = resolve("22 Desember 2023", now=NOW, timezone=zone)
        assert moment is not None
        assert moment.date().isoformat() == "2023-12-22"


@pytest.mark.parametrize(
    "line",
    [
        "Senin, 15 Mei 2017 18:43 WIB",
        "Senin, 15 Mei 2017 18:43 WIB | 1.229 Views",
        "Diterbitkan: 3 Juni 2019, pukul 07.10 WIB",
        "Published on November 22, 2024 at 4:55 PM",
    ],
)
def test_a_line_of_nothing_but_a_date_is_a_date_line(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Kamis, 05/11/2015 09:25 WIB Hujan Deras Guyur Ibu Kota",
        "Presiden tiba di Medan pada 15 Mei 2017",
        "Pemilu 2024",
        "Jumat",
    ],
)
def test_a_line_that_says_more_is_no_date_line(line: str) -> None:
    assert not is_date_line(line)


def test_what_a_line_says_besides_its_date_is_left() -> None:
    assert without_date("Rani Sari | Jum'at, 17 Februari 2017 - 13:30 wib") == "Rani Sari | , | -"
    assert without_date("Rani Sari") is None


def published(*paragraphs: str, captions: tuple[str, ...] = (), now: datetime = NOW) -> datetime | None:
    return published_in_text(paragraphs, captions, now=now, timezone=JAKARTA)


def test_the_year_comes_from_a_dated_caption() -> None:
    moment = published(
        "Menteri bertemu gubernur pada Jumat (22/12) di Bogor.",
        captions=("Warga mengungsi pada 14 Desember 2023. (Kantor Berita/Rani)",),
    )
    assert moment == at(2023, 12, 22, 5)


def test_a_year_that_disagrees_with_the_weekday_is_passed_over() -> None:
    assert published("Pada Jumat (22/12) ia tiba.", "Sejak 3 Maret 2022 dan 4 Mei 2017.") == at(2017, 12, 22, 5)


def test_bare_years_count_when_no_full_date_does() -> None:
    assert published("Pada Jumat (22/12) ia tiba.", "Aturan itu lahir 2022 dan diubah 2023.") == at(2023, 12, 22, 5)


def test_a_full_news_day_needs_no_evidence() -> None:
    assert published("Katanya di Jakarta, Senin, 16 September 2019.") == at(2019, 9, 16, 5)
    assert published("Katanya di Jakarta, Selasa (10/9/2019).") == at(2019, 9, 10, 5)
    assert published("The minister said on Tuesday (November 3, 2015).") == at(2015, 11, 3, 5)


def test_a_dateline_with_its_day_is_read() -> None:
    assert published("BANDUNG, 23 Februari 2016 (Kantor Berita) -- Pemerintah kota.") == at(2016, 2, 23, 5)


def test_a_fresh_day_without_year_is_this_years() -> None:
    assert published("Katanya, Rabu (18/11).") == at(2026, 11, 18, 5)


def test_a_day_without_any_year_is_unknown() -> None:
    assert published("Katanya, Jumat (22/12), di Bogor.") is None


def test_a_background_date_is_not_the_day_of_the_news() -> None:
    assert published("Ia ditangkap pada 11 November 2016 di rumahnya.") is None


def test_a_news_day_in_the_future_is_passed_over() -> None:
    assert published("Pertandingan digelar Senin (23/11/2026).") is None


def test_text_without_any_date_is_unknown() -> None:
    assert published("Kedua pemimpin berbicara lewat telepon.") is None


def test_impossible_days_are_passed_over() -> None:
    assert published("Skor (45/67) dan (31/2/2020) serta Jumat (0/0).") is None


# --- the weekday, and days without a year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Selasa, 10/11/2026", "2026-11-10"),
        ("Minggu, 10/11/2026", "2026-10-11"),
        ("Rabu, 10/11/2026", "2026-11-10"),
        ("10/11/2026", "2026-11-10"),
        ("Minggu, 20/09/2026", "2026-09-20"),
        ("Senin, 17 November 2026", "2026-11-17"),
    ],
    ids=["agrees", "agrees changed round", "agrees with neither", "none", "only one way", "a month by name"],
)
def test_a_weekday_tells_which_figure_is_the_month(text: str, day: str) -> None:
    moment = resolve(text, now=NOW, timezone=JAKARTA)
    assert moment is not None
    assert moment.date().isoformat() == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20 November", at(2026, 11, 20, 5)),
        ("November 19", at(2026, 11, 19, 5)),
        ("Senin (16/11)", at(2026, 11, 16, 5)),
        ("Jumat, 20 November 08:15 WIB", at(2026, 11, 20, 1, 15)),
        ("Jumaat 20 Nov, pukul 8 WIB", at(2026, 11, 20, 1)),
        ("Selasa (16/11)", None),
        ("22 Desember", None),
        ("Jumat, 22 Desember", None),
        ("12 November", None),
        ("31/2", None),
        ("40/11", None),
        ("Seri 3/11 dibuka", None),
    ],
)
def test_a_day_without_a_year_is_of_the_last_week_or_unknown(text: str, moment: datetime | None) -> None:
    assert resolve(text, now=NOW, timezone=JAKARTA) == moment


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 1), ("WITA", 0)])
def test_the_zones_of_the_archipelago_are_told_apart(zone: str, hour: int) -> None:
    assert resolve(f"20 November 2026 08.15 {zone}", now=NOW, timezone="UTC") == at(2026, 11, 20, hour, 15)


@pytest.mark.parametrize("text", ["21 November 2027", "besok", "Sabtu, 5 Desember 2026 08:00 WIB"])
def test_the_future_is_unknown(text: str) -> None:
    assert resolve(text, now=NOW, timezone=JAKARTA) is None
