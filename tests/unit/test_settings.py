"""The settings: defaults, file, environment; an error names the line, the key and the nearest known one."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sindikasi.errors import ConfigError
from sindikasi.settings import (
    Settings,
    TopicSection,
    load_settings,
    sections,
    shown_default,
    shown_settings,
    template,
    toml_value,
)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("SINDIKASI_")]:
        monkeypatch.delenv(name)


def load(folder: Path, text: str) -> Settings:
    (folder / "sindikasi.toml").write_text(text)
    return load_settings(folder)


def problem(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return caught.value


# --- sources


def test_without_a_file_the_defaults_of_the_contract_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.site.language, settings.site.timezone) == ("id", "Asia/Jakarta")
    assert settings.inbox.path == Path("inbox")
    assert (settings.inbox.watch, settings.inbox.after) == ("auto", "move")
    assert (settings.inbox.settle, settings.inbox.rescan, settings.inbox.max_size) == (2, 30, 20_000_000)
    assert settings.database.url == "sqlite:///data/sindikasi.db"
    assert settings.grouping.window == 14 * 86400
    assert settings.publish.formats == ("atom", "rss", "json")
    assert (settings.publish.schedule, settings.publish.entries) == ("every 10 seconds", 50)
    assert settings.http.listen == "127.0.0.1:8080"
    assert (settings.source, settings.topic) == ((), ())


def test_the_file_wins_over_the_defaults_and_the_environment_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SINDIKASI_INBOX__SETTLE", "5s")
    settings = load(tmp_path, '[inbox]\nsettle = "3s"\nafter = "keep"\n')
    assert (settings.inbox.settle, settings.inbox.after, settings.inbox.rescan) == (5, "keep", 30)


def test_lists_come_from_the_environment_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SINDIKASI_PUBLISH__FORMATS", '["rss"]')
    monkeypatch.setenv("SINDIKASI_TOPIC", '[{"slug": "banjir", "query": "banjir"}]')
    settings = load_settings(tmp_path)
    assert settings.publish.formats == ("rss",)
    assert settings.topic == (TopicSection(slug="banjir", query="banjir"),)


def test_sections_are_read_as_written(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
        [[source]]
        name = "antara"
        priority = 10
        drop_lines = ["Bagikan", "Iklan"]

        [[topic]]
        slug = "banjir"
        query = "banjir OR longsor"
        schedule = "setiap 15 menit"

        [[topic]]
        slug = "semua"
        entries = 100
        """,
    )
    assert settings.source[0].drop_lines == ("Bagikan", "Iklan")
    assert [topic.slug for topic in settings.topic] == ["banjir", "semua"]
    assert settings.topic[1].entries == 100


def test_a_byte_order_mark_before_the_file_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_bytes(b'\xef\xbb\xbf[site]\ntitle = "Kawat"\n')
    assert load_settings(tmp_path).site.title == "Kawat"


def test_settings_are_frozen(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings(tmp_path).site.title = "x"  # type: ignore[misc]


# --- errors


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("[inbox]\n\nsettel = 3\n", "inbox.settel", ["line 3", "did you mean 'settle'"]),
        ("[inbx]\npath = 'x'\n", "inbx", ["line 1", "did you mean 'inbox'"]),
        ("[site]\nqqqq = 1\n", "site.qqqq", ["line 2", "known: title, base_url"]),
        ("xyz = 1\n", "xyz", ["line 1", "known: site, inbox"]),
        ("[inbox]\nsettle = '3 parsec'\n", "inbox.settle", ["line 2", "such as '2s'"]),
        ("[inbox]\nsettle = -1\n", "inbox.settle", ["line 2", "greater than or equal to 0"]),
        ("[inbox]\nmax_size = '0b'\n", "inbox.max_size", ["line 2", "greater than or equal to 1"]),
        ("[inbox]\nafter = 'burn'\n", "inbox.after", ["line 2", "'move', 'keep' or 'delete'"]),
        ("[site]\ntimezone = 'WIB'\n", "site.timezone", ["line 2", "IANA time zone such as 'Asia/Jakarta'"]),
        ("[site]\nbase_url = 'ftp://x'\n", "site.base_url", ["line 2", "'https://news.example'"]),
        ("[http]\nlisten = '8080'\n", "http.listen", ["line 2", "HOST:PORT"]),
        ("[http]\nlisten = 'localhost:99999'\n", "http.listen", ["line 2", "HOST:PORT"]),
        ("[http]\nbase_path = 'news'\n", "http.base_path", ["line 2", "does not start with '/'"]),
        ("[publish]\nschedule = 'often'\n", "publish.schedule", ["line 2", "every 10 seconds"]),
        ("[publish]\nformats = ['pdf']\n", "publish.formats", ["line 2", "'atom', 'rss' or 'json'"]),
        ("[publish]\nformats = []\n", "publish.formats", ["line 2", "at least 1"]),
        ("[publish]\nentries = 0\n", "publish.entries", ["line 2", "greater than or equal to 1"]),
        ("[grouping]\nthreshold = 1\n", "grouping.threshold", ["line 2", "less than 1"]),
        ("[[topic]]\nquery = 'x'\n", "topic.slug", ["line 1", "Field required"]),
        ("[[topic]]\nslug = 'Banjir!'\n", "topic.slug", ["line 2", "lower-case letters"]),
        ("[[topic]]\nslug = 'index'\n", "topic.slug", ["line 2", "is not a slug"]),
        ("site = 3\n", "site", ["line 1"]),
        ("site.titel = 'x'\n", "site.titel", ["did you mean 'title'"]),
    ],
)
def test_an_error_names_the_line_the_key_and_the_remedy(tmp_path: Path, text: str, key: str, words: list[str]) -> None:
    error = problem(tmp_path, text)
    assert error.key == key
    for each in (key, *words):
        assert each in str(error)


def test_an_error_in_the_second_section_of_a_name_names_its_line(tmp_path: Path) -> None:
    text = "[[topic]]\nslug = 'a'\nentries = 5\n\n[[source]]\nname = 'x'\n\n[[topic]]\nslug = 'b'\nentries = 0\n"
    assert "line 10: topic.entries" in str(problem(tmp_path, text))
    text = "[[topic]]\nslug = 'a'\n\n[[topic]]\nquery = 'x'\n"
    assert "line 4: topic.slug" in str(problem(tmp_path, text))


@pytest.mark.parametrize("content", [b"[site\n", b"\xff\xfe[site]", b"[site]\ntitle = 'a'\ntitle = 'b'\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sindikasi.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"sindikasi\.toml: cannot be read"):
        load_settings(tmp_path)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").mkdir()
    with pytest.raises(ConfigError, match=r"sindikasi\.toml: cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[topic]]\nslug = 'a'\nquery = 'x'\n[[topic]]\nslug = 'a'\nquery = 'y'\n", "topic"),
        ("[[source]]\nname = 'a'\n[[source]]\nname = 'a'\n", "source"),
    ],
)
def test_a_name_given_twice_is_an_error(tmp_path: Path, text: str, key: str) -> None:
    error = problem(tmp_path, text)
    assert error.key == key
    assert "'a' is there twice" in str(error)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("SINDIKASI_INBOX__SETTEL", "did you mean SINDIKASI_INBOX__SETTLE?"),
        ("SINDIKASI_HTTP_LISTEN", "did you mean SINDIKASI_HTTP__LISTEN?"),
        ("SINDIKASI_QQQQQQQQQQQQQQQQ", "is no setting"),
    ],
)
def test_an_unknown_variable_is_an_error_with_the_nearest_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigError, match=name) as caught:
        load_settings(tmp_path)
    assert hint in str(caught.value)
    assert caught.value.key == name


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SINDIKASI_INBOX__AFTER", "burn", "inbox.after"),
        ("SINDIKASI_TOPIC", "[not json", "topic"),
        ("SINDIKASI_PUBLISH__ENTRIES", "many", "publish.entries"),
    ],
)
def test_a_variable_of_the_wrong_kind_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=words):
        load_settings(tmp_path)


def test_variables_of_others_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SINDIKASI_DIR", "/srv/news")
    monkeypatch.setenv("OTHER_INBOX__AFTER", "burn")
    assert load_settings(tmp_path) == Settings()


# --- written out


def test_a_value_that_is_not_set_is_shown_as_nothing() -> None:
    assert toml_value(None) == '""'


def test_the_template_is_a_settings_file_with_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, template()) == Settings()


def test_the_template_holds_every_key_with_its_sentence() -> None:
    text = template()
    for name, model, is_list in sections():
        assert (f"[[{name}]]" if is_list else f"[{name}]") in text
        for key, field in model.model_fields.items():
            assert field.description
            assert f"#{key} = " in text
            assert field.description in text


def test_every_default_of_the_template_can_be_uncommented(tmp_path: Path) -> None:
    kept: list[str] = []
    for name, model, is_list in sections():
        if is_list:
            continue
        kept.append(f"[{name}]")
        kept += [
            f"{key} = {shown_default(field)}" for key, field in model.model_fields.items() if field.default is not None
        ]
    assert load(tmp_path, "\n".join(kept)) == Settings()


def test_a_key_that_must_be_given_shows_no_default() -> None:
    assert shown_default(TopicSection.model_fields["slug"]) == "..."


def test_settings_shown_are_read_back_the_same(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        r"""
        site.title = "Kabar \"kita\" \\ \u0001 tab\t 🌋"
        inbox.settle = 1234567
        inbox.max_size = "1MiB"
        grouping.threshold = 0.123456789
        http.feed_preview = true
        http.trusted_proxies = ["10.0.0.1"]
        source = [{name = "antara", drop_lines = ["Baca juga:", 'a"b']}]
        topic = [{slug = "a", query = '"gencatan senjata" OR gaza', subjects = ["16000000"]}]
        """,
    )
    assert load(tmp_path, shown_settings(settings)) == settings


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_as_toml(value: str) -> None:
    assert tomllib.loads(f"key = {toml_value(value)}") == {"key": value}


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63 - 1) | st.booleans())
def test_any_number_is_written_as_toml(value: float) -> None:
    assert tomllib.loads(f"key = {toml_value(value)}") == {"key": value}


# --- hubs


def test_a_hub_is_one_address_or_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = '[site]\nbase_url = "https://berita.example"\n[websub]\n'
    one, two = "https://hub.example/", "https://lain.example/"
    assert load(tmp_path, site + f'hub = "{one}"').websub.hub == (one,)
    assert load(tmp_path, site + f'hub = ["{one}", "{two}"]').websub.hub == (one, two)
    assert load(tmp_path, site + 'hub = ""').websub.hub == ()
    monkeypatch.setenv("SINDIKASI_WEBSUB__HUB", two)
    assert load(tmp_path, site + f'hub = "{one}"').websub.hub == (two,)
    monkeypatch.setenv("SINDIKASI_WEBSUB__HUB", f'["{two}", "{one}"]')
    assert load(tmp_path, site).websub.hub == (two, one)


@pytest.mark.parametrize("hub", ['"hub.example"', '"ftp://hub.example/"', '"https://a@hub.example/"', '["x"]', "5"])
def test_a_hub_that_is_no_web_address_is_an_error_that_names_it(tmp_path: Path, hub: str) -> None:
    assert "websub.hub" in str(problem(tmp_path, f"[websub]\nhub = {hub}"))


@pytest.mark.parametrize("line", ['hub = "https://hub.example/"', "serve = true"])
def test_a_hub_needs_the_address_subscribers_know_the_feeds_by(tmp_path: Path, line: str) -> None:
    caught = problem(tmp_path, f"[websub]\n{line}")
    assert caught.key == "site.base_url"
    assert "site.base_url" in str(caught)
