"""TOML and environment become one frozen Settings; every field has a default, a unit and a sentence."""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from sindikasi import units
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

FILE_NAME = "sindikasi.toml"
PREFIX = "SINDIKASI_"
DIR_VARIABLE = "SINDIKASI_DIR"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _seconds(value: object) -> object:
    return units.seconds(value) if isinstance(value, str) else value


def _byte_count(value: object) -> object:
    return units.byte_count(value) if isinstance(value, str) else value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{value!r} is not an IANA time zone such as 'Asia/Jakarta'") from error
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value) or len(value) > 80 or value in {"index", "feeds", "search"}:
        raise ValueError(f"{value!r} is not a slug: lower-case letters, digits and single hyphens, like 'konflik'")
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{value!r} is not HOST:PORT such as '127.0.0.1:8080'")
    return value


def _base_url(value: str) -> str:
    if value and not re.match(r"https?://[^\s/]+", value):
        raise ValueError(f"{value!r} is not an http or https address such as 'https://news.example'")
    return value.rstrip("/")


def _base_path(value: str) -> str:
    value = value.rstrip("/")
    if value and not value.startswith("/"):
        raise ValueError(f"{value!r} does not start with '/'")
    return value


def _hubs(value: object) -> object:
    """Take one address for a list of one; from the environment a list comes as JSON."""
    if not isinstance(value, str):
        return value
    listed = value.strip()
    return json.loads(listed) if listed.startswith("[") else ([listed] if listed else [])


def _hub(value: str) -> str:
    from sindikasi.core.callbacks import CallbackError, parse_target

    try:
        parse_target(value)
    except CallbackError as error:
        raise ValueError(f"{value!r} {error}") from error
    return value


def _schedule(value: str) -> str:
    from sindikasi.schedule import parse_schedule

    parse_schedule(value)
    return value


Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0, le=10 * 365 * 86400)]
Bytes = Annotated[int, BeforeValidator(_byte_count), Field(ge=1)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Slug = Annotated[str, AfterValidator(_slug)]
Schedule = Annotated[str, AfterValidator(_schedule)]
Hubs = Annotated[tuple[Annotated[str, AfterValidator(_hub)], ...], NoDecode, BeforeValidator(_hubs)]
Entries = Annotated[int, Field(ge=1, le=10_000)]
Updates = Literal["quiet", "bump", "resurface"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Site(_Section):
    """How the site presents itself."""

    title: str = Field("sindikasi", description="Name of the site, in feed titles and on pages.")
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        "", description="Public address that links in feeds start with; empty: the listening address."
    )
    language: Literal["id", "en"] = Field("id", description="Language of labels in feeds and published pages.")
    timezone: Timezone = Field("Asia/Jakarta", description="IANA zone in which undated zones are read.")
    news_sitemap: bool = Field(
        False, description="Whether /sitemap-news.xml lists the stories of the last two days for Google News."
    )


class Inbox(_Section):
    """Where files are dropped and when they are taken."""

    path: Path = Field(Path("inbox"), description="Folder watched for files, from the home folder.")
    watch: Literal["auto", "events", "poll"] = Field(
        "auto", description="How arrivals are noticed; auto polls on network and shared mounts."
    )
    settle: Seconds = Field(
        2.0,
        description="How long a file must be unchanged before it is taken; a quarter when plainly nobody writes.",
    )
    rescan: Seconds = Field(30.0, description="How often the whole inbox is looked through again.")
    after: Literal["move", "keep", "delete"] = Field(
        "move", description="What happens to a file once it is in the store: to _done/, left, or removed."
    )
    max_size: Bytes = Field(20_000_000, description="Largest file taken in, in bytes.")


class Limits(_Section):
    """What one dropped file may come to, archives above all."""

    expanded: Bytes = Field(
        200_000_000, description="All that is unpacked from one archive; the rest of it is refused."
    )
    members: int = Field(5_000, ge=1, le=1_000_000, description="Files taken out of one archive; the rest is refused.")
    depth: int = Field(
        2, ge=1, le=10, description="Containers in each other: 2 reads a list of articles in an archive."
    )
    ratio: int = Field(
        200, ge=10, le=10_000, description="Times its own size an archive may unpack to; a tenth inside another."
    )
    text: int = Field(2_000_000, ge=1_000, description="Longest text of one article, in characters.")


class Worker(_Section):
    """The processes that read documents, and what one document may cost them."""

    processes: int = Field(0, ge=0, le=64, description="How many read at once; 0: as many as processors, 2 to 4.")
    cpu: Seconds = Field(10.0, description="Processor time for one document; one that takes more is refused.")
    wall: Seconds = Field(20.0, description="Time for one document; one that takes more is refused.")
    memory: Bytes = Field(
        512_000_000, description="Memory of a reading process; a document that needs more is refused."
    )


class Database(_Section):
    """Where articles and stories are kept."""

    url: str = Field("sqlite:///data/sindikasi.db", description="The store: sqlite:///PATH, from the home folder.")


class Grouping(_Section):
    """When two articles are one story."""

    window: Seconds = Field(14 * 86400.0, description="Articles published further apart than this are never one story.")
    threshold: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Probability from which the pair rule joins two articles; else the fitted one.",
    )


class Furniture(_Section):
    """What is learned to be furniture of a source, and left out where its texts are shown."""

    stories: int = Field(
        4,
        ge=0,
        le=100,
        description="A paragraph is furniture when so many unrelated stories of a source carry it; 0: never.",
    )


class Source(_Section):
    """An outlet: a sub-folder of the inbox."""

    name: str = Field(description="Name of the sub-folder, or the source a document names itself.")
    title: str | None = Field(None, description="How the outlet is named in feeds and on pages.")
    priority: int = Field(0, ge=-100, le=100, description="Higher is preferred as the text shown (no unit).")
    timezone: Timezone | None = Field(None, description="IANA zone of the times in its texts.")
    drop_lines: tuple[str, ...] = Field((), description="Lines of its pages that are never article text.")
    keep_lines: tuple[str, ...] = Field((), description="Paragraphs that are article text, however often they recur.")
    topics: tuple[Slug, ...] = Field((), description="Topics all its articles belong to.")
    sections: dict[str, Slug] = Field({}, description="Topics of its sections, by the name the outlet gives them.")


class TopicSection(_Section):
    """A feed's subject; a slug that is built in is replaced."""

    slug: Slug = Field(description="Name in addresses and file names.")
    title: str | None = Field(None, description="Title of the feed; the slug when left out.")
    query: str = Field("", description="What belongs to it, in the topic query language.")
    subjects: tuple[str, ...] = Field((), description="IPTC Media Topics codes that belong to it.")
    schedule: Schedule | None = Field(None, description="When its feeds are written; else as [publish] says.")
    entries: Entries | None = Field(None, description="Entries in its feeds; else as [publish] says.")
    updates: Updates | None = Field(None, description="What a changed text does to its entry; else as [publish] says.")
    updates_only: bool = Field(
        False, description="Only stories whose text was materially changed, an entry for each change, newest first."
    )
    private: bool = Field(
        False, description="Its feeds and pages need a token (token add), and its files are not in the feeds folder."
    )


class Publish(_Section):
    """What is published, where and when."""

    path: Path = Field(Path("feeds"), description="Folder the feeds are written to, from the home folder.")
    formats: tuple[Literal["atom", "rss", "json"], ...] = Field(
        ("atom", "rss", "json"), min_length=1, description="Feed formats written for each topic."
    )
    schedule: Schedule = Field("every 10 seconds", description="When changed feeds are written.")
    entries: Entries = Field(50, description="Entries in a feed, newest first.")
    updates: Updates = Field(
        "quiet",
        description="What a material change does: renew the text (quiet), its time (bump), a new entry (resurface).",
    )
    sources: bool = Field(True, description="Whether each source has feeds of what it carries, in feeds/sources/.")
    doubts: bool = Field(
        False, description="Whether pairs judged one story, or not, by a hair are published for editors: feeds/ragu."
    )


class Http(_Section):
    """The pages and feeds over HTTP."""

    listen: Annotated[str, AfterValidator(_listen)] = Field(
        "127.0.0.1:8080", description="Address and port; only this machine by default."
    )
    base_path: Annotated[str, AfterValidator(_base_path)] = Field(
        "", description="Path in front of every address, behind a proxy."
    )
    trusted_proxies: tuple[str, ...] = Field((), description="Addresses whose X-Forwarded headers count.")
    feed_preview: bool = Field(False, description="Show browsers the HTML page at a feed's address.")


class Websub(_Section):
    """Who is told at once when a feed changes (WebSub); needs `site.base_url`."""

    hub: Hubs = Field(
        (), description="Hub that readers subscribe at, or a list of hubs; each is told of every changed feed."
    )
    serve: bool = Field(
        False, description="Be a hub: take subscriptions at /hub, and send changed feeds to the subscribers."
    )
    lease: Annotated[Seconds, Field(ge=3600, le=30 * 86400)] = Field(
        10 * 86400.0, description="How long a subscription stands when the subscriber names no time."
    )
    private_callbacks: bool = Field(
        False, description="Send to subscribers on private networks and this machine too, and to any port."
    )


class Log(_Section):
    """What the daemon says on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severity written.")
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto: coloured lines on a terminal, JSON lines elsewhere."
    )


class Settings(BaseSettings):
    """Everything that can be set; defaults, file, environment, command line: the later wins."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=True
    )

    site: Site = Site()
    inbox: Inbox = Inbox()
    limits: Limits = Limits()
    worker: Worker = Worker()
    database: Database = Database()
    grouping: Grouping = Grouping()
    furniture: Furniture = Furniture()
    source: tuple[Source, ...] = ()
    topic: tuple[TopicSection, ...] = ()
    publish: Publish = Publish()
    http: Http = Http()
    websub: Websub = Websub()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, which comes in as keyword arguments."""
        return env_settings, init_settings


def sections() -> Iterator[tuple[str, type[BaseModel], bool]]:
    """Yield (name, model, is a list) of every section, in the order of the file."""
    models: dict[str, type[BaseModel]] = {
        "site": Site,
        "inbox": Inbox,
        "limits": Limits,
        "worker": Worker,
        "database": Database,
        "grouping": Grouping,
        "furniture": Furniture,
        "source": Source,
        "topic": TopicSection,
        "publish": Publish,
        "http": Http,
        "websub": Websub,
        "log": Log,
    }
    for name, model in models.items():
        yield name, model, name in {"source", "topic"}


def load_settings(home: Path) -> Settings:
    """Read `sindikasi.toml` in `home` and the environment.

    Raises ConfigError that names the key, the line where it can, and the nearest known key.
    """
    path = home / FILE_NAME
    if not path.exists():
        return read_settings("", path)
    try:
        return read_settings(path.read_text("utf-8-sig"), path)  # editors on Windows begin with a byte-order mark
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def read_settings(text: str, path: Path) -> Settings:
    """Return the settings of a file's text and the environment; `path` is for messages. Raises ConfigError."""
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    _refuse_unknown_variables(os.environ)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _explained(error, path, text) from error
    except (ValueError, TypeError) as error:
        raise ConfigError(f"the settings cannot be read: {error}") from error
    _refuse_doubles("topic", [topic.slug for topic in settings.topic])
    _refuse_doubles("source", [source.name for source in settings.source])
    _refuse_hubs_without_address(settings)
    return settings


def _refuse_doubles(section: str, names: list[str]) -> None:
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise ConfigError(f"[[{section}]]: {double!r} is there twice; keep one", key=section)


def _refuse_hubs_without_address(settings: Settings) -> None:
    if (settings.websub.hub or settings.websub.serve) and not settings.site.base_url:
        raise ConfigError(
            "[websub] needs site.base_url, the public address that hubs and subscribers know the feeds by",
            key="site.base_url",
        )


def _known_keys() -> dict[str, tuple[str, ...]]:
    return {name: tuple(model.model_fields) for name, model, _ in sections()}


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {f"{PREFIX}{name}__{key}".upper() for name, keys in _known_keys().items() for key in keys}
    known |= {f"{PREFIX}{name}".upper() for name in _known_keys()} | {DIR_VARIABLE}
    for name in environment:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(f"environment: {name} is no setting{hint}", key=name)


def _explained(error: ValidationError, path: Path, text: str) -> ConfigError:
    first = error.errors()[0]
    places = tuple(part for part in first["loc"] if isinstance(part, str))
    key = ".".join(places)
    nth = next((part for part in first["loc"][1:2] if isinstance(part, int)), 0)
    line = _line_of(text, places, nth)
    where = f"{path}, line {line}: " if line else ""
    if first["type"] == "extra_forbidden":
        known = _known_keys()
        choices = known if len(places) == 1 else known.get(places[0], ())
        near = difflib.get_close_matches(places[-1], list(choices), n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(choices)}"
        return ConfigError(f"{where}{key} is no setting{hint}", key=key)
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "tuple_type" and key in {"topic", "source"}:
        message = f"write [[{key}]], with two brackets: there may be several"
    return ConfigError(f"{where}{key}: {message}", key=key)


def _line_of(text: str, places: tuple[str, ...], nth: int) -> int | None:
    """Return the line (from 1) of a key in the nth section (from 0) of its name, or of that section."""
    section: str | None = None
    found: int | None = None
    seen = -1
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?", line)
        if header:
            section = header[1]
            seen += (section,) == places[:1]
            if (section,) == places[:1] and seen == nth:
                found = number
        key = re.match(r"\s*([\w-]+)\s*=", line)
        if key and (section, key[1]) == places[:2] and seen == nth:
            return number
        if key and section is None and (key[1],) == places[:1]:
            return number
    return found


def template() -> str:
    """Return a commented settings file that holds every key with its default and its sentence."""
    lines = ["# Settings of sindikasi; every key may be left out. What is shown is the default.", ""]
    for name, model, is_list in sections():
        lines.append(f"# {(model.__doc__ or '').strip()}")
        lines.append(f"#[[{name}]]" if is_list else f"[{name}]")
        for key, field in model.model_fields.items():
            default = "" if field.default is None else shown_default(field)
            lines.append(f"#{key} = {default:24}  # {field.description}")
        lines.append("")
    return "\n".join(lines)


def shown_settings(settings: Settings) -> str:
    """Return the settings in force as a settings file."""
    lines: list[str] = []
    for name, model, is_list in sections():
        held = getattr(settings, name)
        for section in held if is_list else (held,):
            lines.append(f"[[{name}]]" if is_list else f"[{name}]")
            for key, field in model.model_fields.items():
                value = getattr(section, key)
                if value is not None:
                    lines.append(f"{key} = {_shown(field, value)}")
            lines.append("")
    return "\n".join(lines)


def shown_default(field: FieldInfo) -> str:
    """Return the default of a field as the settings file writes it; `...` where one must be given."""
    if field.is_required():
        return "..."
    return _shown(field, field.default)


def _shown(field: FieldInfo, value: Any) -> str:
    validators = [each.func for each in field.metadata if isinstance(each, BeforeValidator)]
    if _seconds in validators:
        return f'"{units.shown_seconds(value)}"'
    if _byte_count in validators:
        return f'"{units.shown_bytes(value)}"'
    return toml_value(value)


def toml_value(value: object) -> str:
    """Return `value` as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case tuple() | list():
            return "[" + ", ".join(toml_value(each) for each in value) + "]"
        case dict():
            return "{" + ", ".join(f"{toml_value(key)} = {toml_value(each)}" for key, each in value.items()) + "}"
        case None:
            return '""'
        case _:
            return '"' + "".join(map(_escaped, str(value))) + '"'


def _escaped(character: str) -> str:
    """Return a character of a TOML basic string."""
    if character in '"\\':
        return "\\" + character
    return f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character
