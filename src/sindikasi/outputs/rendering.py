"""How pages are written: the templates, what they may call, and the parts that are the same on many pages."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from markupsafe import Markup

from sindikasi.core.feed import said_of
from sindikasi.core.wording import local_time, wording
from sindikasi.outputs.labels import labels
from sindikasi.outputs.qr import qr_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from jinja2.runtime import Context

    from sindikasi.model import Change, Entry
    from sindikasi.outputs.fragments import Fragments
    from sindikasi.outputs.pages import Site

TOPICS_SHOWN = 20
"""More topics than these are folded away, or they would fill the page."""
_CURRENT = Markup(' aria-current="page"')


def render(template: str, site: Site, kept: Fragments | None = None, **values: object) -> bytes:
    """Return a page; `kept` are the entries of earlier pages of the same site."""
    text = (
        _environment()
        .get_template(template)
        .render(
            site=site,
            kept=kept,
            say=labels(site.language),
            language=site.language,
            style=_source("style.css"),
            script=_source("copy.js"),
            **values,
        )
    )
    return text.encode()


@cache
def style_hash() -> str:
    """Return the Content-Security-Policy source that allows the pages' one style sheet and no other."""
    return _hash(_source("style.css"))


@cache
def script_hash() -> str:
    """Return the source that allows the pages' one script, which copies an address, and no other."""
    return _hash(_source("copy.js"))


@dataclass(frozen=True, slots=True)
class _Links:
    """Links to topics: those always in sight, and those that fold away."""

    shown: Markup
    rest: Markup
    folded: int
    """How many are in the rest."""


@pass_context
def _navigation(context: Context, current: str | None) -> _Links:
    """Return the links to all topics; the current one is marked and always in sight."""
    site: Site = context["site"]
    links = dict(_topic_links(site))
    # A fold for a single link would take as much room as the link.
    shown = [*links][: TOPICS_SHOWN + (len(links) == TOPICS_SHOWN + 1)]
    if current in links:
        links[current] = _topic_link(site, current, dict(site.topics)[current], mark=_CURRENT)
        if current not in shown:
            shown[-1] = current
    rest = links.keys() - set(shown)
    return _Links(
        _joined(links[slug] for slug in shown),
        _joined(link for slug, link in links.items() if slug in rest),
        len(rest),
    )


@lru_cache(maxsize=16)
def _topic_links(site: Site) -> tuple[tuple[str, Markup], ...]:
    """Return each topic's slug and link; hundreds of topics stand on every page."""
    return tuple((slug, _topic_link(site, slug, title)) for slug, title in site.topics)


def _topic_link(site: Site, slug: str, title: str, mark: str = "") -> Markup:
    return Markup('<li><a href="{}/t/{}"{}>{}</a></li>\n').format(site.root, slug, mark, title)


def _joined(links: Iterable[Markup]) -> Markup:
    return Markup("".join(links))  # noqa: S704  (not `Markup.join`, which would look at each of hundreds again)


@pass_context
def _listed(context: Context, entries: Sequence[Entry]) -> Markup:
    """Return entries as a page lists them."""
    site: Site = context["site"]
    kept: Fragments | None = context["kept"]
    make = partial(_write_entries, site)
    written = kept.of(entries, make) if kept else make(entries)
    return Markup(b"".join(written).decode())  # noqa: S704  (written by our own template)


def _write_entries(site: Site, entries: Sequence[Entry]) -> list[bytes]:
    known = {"site": site, "say": labels(site.language), "language": site.language}
    module = _environment().get_template("entry.html").make_module(known)
    return [str(module.listed(entry)).encode() for entry in entries]  # type: ignore[attr-defined]


@pass_context
def _local(context: Context, moment: datetime) -> str:
    """Write a time as people read it, in the site's language and time zone."""
    site: Site = context["site"]
    return local_time(moment, site.timezone, wording(site.language))


@pass_context
def _said(context: Context, change: Change) -> str:
    """Say what a later version has otherwise."""
    return said_of(change, wording(context["site"].language))


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url else None


def _qr(address: str) -> Markup | None:
    code = qr_svg(address)
    return None if code is None else Markup(code)  # noqa: S704  (shapes alone)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sindikasi.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: Mapping[str, object] = {
        "local": _local,
        "said": _said,
        "listed": _listed,
        "navigation": _navigation,
        "host": _host,
        "qr": _qr,
    }
    environment.filters.update(filters)
    return environment


@cache
def _source(name: str) -> Markup:
    source, _, _ = PackageLoader("sindikasi.outputs").get_source(Environment(autoescape=True), name)
    return Markup(source)  # noqa: S704  (our own file)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
