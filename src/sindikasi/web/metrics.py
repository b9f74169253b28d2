"""The figures of /metrics in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sindikasi.core.websub import Standing
    from sindikasi.model import Status

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_Sample = tuple[dict[str, str], float]


def metrics(status: Status, lanes: Mapping[str, bool], standing: Standing | None = None) -> str:
    """Return every figure; `lanes`: name -> whether it runs without a fault. `standing`: that of WebSub."""
    return "".join(
        f"# HELP sindikasi_{name} {meaning}\n# TYPE sindikasi_{name} gauge\n"
        + "".join(f"sindikasi_{name}{_labels(labels)} {value:.17g}\n" for labels, value in samples)
        for name, meaning, samples in chain(_families(status, lanes), _told(standing) if standing else ())
    )


def _families(status: Status, lanes: Mapping[str, bool]) -> Iterator[tuple[str, str, list[_Sample]]]:
    documents = {"queued": status.queued, "done": status.done, "rejected": status.rejected}
    published = [topic for topic in status.topics if topic.published_at is not None]
    yield "info", "The version that runs.", [({"version": status.version}, 1)]
    yield "documents", "Documents by what has become of them.", [({"state": k}, v) for k, v in documents.items()]
    yield "articles", "Articles in the store.", [({}, status.articles)]
    yield "stories", "Stories in the store.", [({}, status.stories)]
    yield "topic_stories", "Stories of a topic.", [({"topic": each.slug}, each.stories) for each in status.topics]
    yield (
        "topic_published_seconds",
        "When a topic was last published, in seconds since 1970.",
        [({"topic": each.slug}, each.published_at.timestamp()) for each in published if each.published_at],
    )
    yield "lane_up", "1 when a lane runs without a fault.", [({"lane": k}, is_up) for k, is_up in lanes.items()]


def _told(standing: Standing) -> Iterator[tuple[str, str, list[_Sample]]]:
    waiting = {"deliveries": standing.deliveries, "pings": standing.pings, "verifications": standing.intents}
    yield "websub_subscriptions", "Subscriptions at our own hub.", [({}, standing.subscriptions)]
    yield (
        "websub_waiting",
        "What hubs and subscribers are still to be told, by kind.",
        [({"kind": kind}, number) for kind, number in waiting.items()],
    )


def _labels(labels: Mapping[str, str]) -> str:
    """Return labels as the format writes them; backslash, quote and line feed are escaped."""
    if not labels:
        return ""
    escapes = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
    return "{" + ",".join(f'{name}="{value.translate(escapes)}"' for name, value in labels.items()) + "}"
