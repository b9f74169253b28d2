from __future__ import annotations

import msgspec

from sindikasi.model import Image
from sindikasi.outputs.metadata import article_metadata
from tests.unit.feed_builders import BASE, NOON, a_feed, an_article
from tests.unit.outputs.test_pages import a_site

ADDRESS = f"{BASE}/s/1"


def metadata(**changes: object) -> dict[str, object]:
    (entry,) = a_feed(an_article(**changes)).entries
    return article_metadata(entry, a_site(), ADDRESS, NOON)


def test_an_author_is_a_person_else_the_outlet() -> None:
    assert metadata(byline="Rina")["author"] == {"@type": "Person", "name": "Rina"}
    assert metadata(byline=None)["author"] == {"@type": "Organization", "name": "ANTARA"}
    assert "author" not in metadata(byline=None, source=None, credit=None)


def test_what_is_not_known_is_left_out() -> None:
    known = metadata(url=None, images=(), language=None)
    assert {"isBasedOn", "image", "inLanguage", "copyrightNotice"}.isdisjoint(known)
    assert None not in known.values()


def test_pictures_and_origin_are_named() -> None:
    known = metadata(url="https://antara.example/1", images=(Image(url="https://antara.example/b.jpg"),))
    assert known["isBasedOn"] == "https://antara.example/1"
    assert known["image"] == ["https://antara.example/b.jpg"]
    assert known["mainEntityOfPage"] == ADDRESS
    assert known["publisher"] == {"@type": "Organization", "name": "Kantor Berita", "url": f"{BASE}/"}


def test_it_is_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(metadata()))["dateModified"] == NOON.isoformat()
