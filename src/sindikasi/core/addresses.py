"""Web addresses: made whole, without what follows readers about, and told from what only counts them."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+:[0-9a-f:.]+", re.IGNORECASE)
_URL_SAFE = "/%:@!$&'()*+,;=~?"
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_MAIL = re.compile(r"mailto:[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.I)
# What `web_url` gives back as it is: most addresses, a twentieth of the time.
_COMMON = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}"
    r"(?:/[\w.~/:@!$&'()*+,;=-]*+)?(?:\?[\w.~/:@!$&'()*+,;=?-]++)?(?:#[\w.~/:@!$&'()*+,;=?-]++)?",
    re.ASCII,
)
_LONGEST = 4_096
SMALLEST_PICTURE = 10
"""Pixels: a picture that is smaller counts readers and shows nothing."""
# Parameters that say where a reader came from and change nothing of the page. Sources: what the analytics and
# mailing services document, and the lists of ClearURLs and of Firefox's query stripping.
_TRACKING_STARTS = ("utm_", "mtm_", "pk_", "hsa_", "matomo_", "piwik_", "fb_", "__hs", "_hs", "oly_", "vero_")
_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid
    mkt_tok _ga _gl xtor wickedid s_cid s_kwcid ef_id epik rb_clickid irclickid _openstat __twitter_impression
    __s ml_subscriber ml_subscriber_hash wt_mc wtrid cmpid guccounter guce_referrer guce_referrer_sig ncid sfnsn
    """.split()
)
# Hosts, with the start of a path where the host serves pictures too, whose pictures are there to be counted.
_COUNTERS = tuple(
    f".{place}"
    for place in """
    doubleclick.net/ scorecardresearch.com/ google-analytics.com/ googletagmanager.com/ googlesyndication.com/
    quantserve.com/ pixel.wp.com/ stats.wp.com/ stats.wordpress.com/ counter.theconversation.com/
    counter.theconversation.edu.au/ feeds.feedburner.com/~ feedburner.google.com/~ feedsportal.com/
    facebook.com/tr/ bat.bing.com/ analytics.twitter.com/ t.co/i/ px.ads.linkedin.com/ mc.yandex.ru/
    counter.yadro.ru/ histats.com/ alexametrics.com/ chartbeat.net/ imrworldwide.com/ gemius.pl/ taboola.com/
    outbrain.com/ list-manage.com/track/ sendgrid.net/wf/ mailgun.org/o/ pixel.parsely.com/ p1.parsely.com/
    sitemeter.com/ statcounter.com/
    """.split()
)
_LONGEST_COUNTER = 40
_COUNTING_PATH = re.compile(
    r"/(?:pixel|spacer|blank|transparent|clear|1x1|track(?:er|ing)?|beacon|hit|count(?:er)?)\.(?:gif|png|php|aspx?)\Z"
    r"|/(?:open|track)/open\b",
    re.I,
)


def web_url(url: str | None) -> str | None:
    """Return `url` as an ASCII http or https address without credentials; None when it is not one."""
    if not url:
        return None
    if _COMMON.fullmatch(url):
        return url
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        path, query, fragment = (
            quote(_BARE_PERCENT.sub("%25", part), safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment)
        )
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), netloc, path, query, fragment))


def without_tracking(url: str) -> str:
    """Return the address without parameters that only say how a reader came to it; the rest byte for byte."""
    if "?" not in url and "#" not in url:
        return url
    address, mark, fragment = url.partition("#")
    if mark and "=" in fragment and not _untracked(fragment):
        mark = fragment = ""
    page, asked, query = address.partition("?")
    if asked:
        kept = _untracked(query)
        page = f"{page}?{kept}" if kept else page
    return f"{page}{mark}{fragment}"


def whole_address(written: str, base: str | None) -> str | None:
    """Return where a link in a text of the address `base` leads, without tracking; None for what is no web address.

    Mail addresses are kept bare. A relative address without a base leads nowhere.
    """
    written = _CONTROL.sub("", written).strip()
    if not written or len(written) > _LONGEST:
        return None
    if _SCHEME.match(written) is None:
        if base is None or written.startswith("#"):
            return None
        written = absolute(written, base) or ""
    if written[:7].lower() == "mailto:":
        mail = _MAIL.match(written)
        return mail[0] if mail else None
    found = web_url(written)
    return without_tracking(found) if found else None


def absolute(url: str | None, base: str | None) -> str | None:
    """Return the address made absolute; as it is when it cannot be."""
    if not url or not base:
        return url
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


def is_counter(url: str) -> bool:
    """Tell whether a picture's address is one of those that are loaded to be counted."""
    _, _, rest = url.lower().partition("://")
    host, _, path = rest.partition("?")[0].partition("/")
    place = f".{host}/{path}/"[: len(host) + _LONGEST_COUNTER]
    return _COUNTING_PATH.search(f"/{path}") is not None or any(counter in place for counter in _COUNTERS)


def _untracked(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0].lower().removeprefix("amp;")
    return name in _TRACKING or name.startswith(_TRACKING_STARTS)
