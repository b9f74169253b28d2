"""What a story's page tells machines: a NewsArticle of schema.org, as JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sindikasi.model import Entry
    from sindikasi.outputs.pages import Site


def article_metadata(entry: Entry, site: Site, canonical: str, modified: datetime) -> dict[str, object]:
    """Return the properties of https://schema.org/NewsArticle that are known; `canonical` is the page's address.

    `modified`: when its text was last replaced.
    """
    author = {"@type": "Person", "name": entry.byline} if entry.byline else None
    outlet = entry.source or entry.credit
    known = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": canonical,
        "headline": entry.title,
        "description": entry.summary,
        "datePublished": entry.published.isoformat(),
        "dateModified": modified.isoformat(),
        "inLanguage": entry.language,
        "author": author or ({"@type": "Organization", "name": outlet} if outlet else None),
        "publisher": {"@type": "Organization", "name": site.title, "url": f"{site.home}/"},
        "isBasedOn": entry.source_url,
        "image": [image.url for image in entry.images],
        "copyrightNotice": entry.rights,
    }
    return {name: value for name, value in known.items() if value}
