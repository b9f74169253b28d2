"""What ties and parts filed articles, and how stories are made anew from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sindikasi.model import Component, Ruling
from sindikasi.storage import revisions
from sindikasi.storage.rows import join_topics, split_topics

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from sindikasi.model import Part

_NEIGHBOURS = """
    SELECT b.id FROM articles a JOIN matches m ON m.article = a.seq JOIN articles b ON b.seq = m.other
    WHERE a.id = ?1
    UNION SELECT b.id FROM articles a JOIN matches m ON m.other = a.seq JOIN articles b ON b.seq = m.article
    WHERE a.id = ?1
    UNION SELECT b.id FROM articles a JOIN articles b ON b.story = a.story WHERE a.id = ?1
"""
_PAIRS = """
    SELECT a.id, b.id, m.score FROM articles a JOIN matches m ON m.article = a.seq
    JOIN articles b ON b.seq = m.other WHERE a.id = ?
"""
_RULINGS = """
    SELECT r.act, r.article, r.other, t.kind = 'merge' FROM rulings r JOIN acts t ON t.seq = r.act
    WHERE t.undone IS NULL AND (r.article = ?1 OR r.other = ?1)
"""


def rulings_of(connection: sqlite3.Connection, article_ids: Iterable[str]) -> set[Ruling]:
    """Return the rulings in force that speak of these articles."""
    return {
        Ruling(act=act, article=article, other=other, is_joined=bool(joined))
        for each in article_ids
        for act, article, other, joined in connection.execute(_RULINGS, (each,))
    }


def component_of(connection: sqlite3.Connection, article_ids: Iterable[str]) -> Component:
    """Return everything tied to these articles: by pairs, by rulings that join, by stories as they are."""
    found: set[str] = set()
    waiting = list(article_ids)
    while waiting:
        article = waiting.pop()
        if article in found:
            continue
        found.add(article)
        waiting += (each for (each,) in connection.execute(_NEIGHBOURS, (article,)))
        for ruling in rulings_of(connection, [article]):
            if ruling.is_joined:
                waiting += (ruling.article, ruling.other)
    filed = {each: connection.execute("SELECT seq FROM articles WHERE id = ?", (each,)).fetchone() for each in found}
    articles = sorted((each for each, row in filed.items() if row), key=lambda each: filed[each])
    return Component(
        articles=tuple(articles),
        pairs=tuple(pair for each in articles for pair in connection.execute(_PAIRS, (each,))),
        rulings=tuple(sorted(rulings_of(connection, articles), key=lambda r: (r.act, r.article, r.other))),
    )


def absorb(connection: sqlite3.Connection, keeper: int, other: int) -> tuple[str, ...]:
    """Fold one story into another; its id goes on to find it (RFC 4287 4.2.6). Return the topics it was in."""
    (topics,) = connection.execute("SELECT topics FROM stories WHERE seq = ?", (other,)).fetchone()
    query = "UPDATE stories SET absorbed_by = ?1, topics = ' ' WHERE seq = ?2 OR absorbed_by = ?2"
    connection.execute(query, (keeper, other))
    connection.execute("DELETE FROM topic_stories WHERE story = ?", (other,))
    return split_topics(topics)


class Regrouping:
    """Makes stories of parts inside one write transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        mint: Callable[[str], str],
        next_filed: Callable[[], int],
        touch: Callable[[Iterable[str]], None],
    ) -> None:
        self._connection = connection
        self._mint = mint
        self._next_filed = next_filed
        self._touch = touch

    def apply(self, part: Part) -> str:
        """Make the part one story; return its id."""
        seqs = [self._seq(article) for article in part.articles]
        anchored = self._anchored(seqs)
        keeper = anchored[0] if anchored else self._open(part.articles[0], seqs[0])
        for other in anchored[1:]:
            self._touch(absorb(self._connection, keeper, other))
        for seq in seqs:
            self._connection.execute("UPDATE articles SET story = ? WHERE seq = ?", (keeper, seq))
        for article, relation in part.relations:
            self._connection.execute("UPDATE articles SET relation = ? WHERE id = ?", (relation, article))
        lead = self._seq(part.lead)
        self._touch(show(self._connection, keeper, lead, is_hidden=part.is_hidden, next_filed=self._next_filed))
        (story_id,) = self._connection.execute("SELECT id FROM stories WHERE seq = ?", (keeper,)).fetchone()
        return str(story_id)

    def leave_anchors(self, parts: Iterable[Part]) -> None:
        """Where a story's articles are parted, let its id stay with the part that shows its lead.

        The part that goes away gets an id of its own, even when its article was the first of the story: for
        a subscriber the entry goes on.
        """
        for part in parts:
            seqs = {self._seq(article) for article in part.articles}
            for story, anchor in self._stories_shown_by(seqs):
                if anchor not in seqs and not self._has_absorbed(story, seqs):
                    self._connection.execute("UPDATE stories SET anchor = ? WHERE seq = ?", (min(seqs), story))

    def _has_absorbed(self, story: int, seqs: Iterable[int]) -> bool:
        """Return whether one of these articles opened a story that this one absorbed: it gets its own id back."""
        query = "SELECT 1 FROM stories WHERE anchor = ? AND absorbed_by = ?"
        return any(self._connection.execute(query, (seq, story)).fetchone() for seq in seqs)

    def _stories_shown_by(self, seqs: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield (story, anchor) of the stories that show one of these articles."""
        query = "SELECT seq, anchor FROM stories WHERE lead = ? AND absorbed_by IS NULL"
        for seq in sorted(seqs):
            yield from self._connection.execute(query, (seq,)).fetchall()

    def _seq(self, article_id: str) -> int:
        (seq,) = self._connection.execute("SELECT seq FROM articles WHERE id = ?", (article_id,)).fetchone()
        return int(seq)

    def _anchored(self, seqs: Iterable[int]) -> list[int]:
        """Return the stories these articles opened, oldest first."""
        query = "SELECT filed, seq FROM stories WHERE anchor = ?"
        return [seq for _, seq in sorted(row for each in seqs for row in self._connection.execute(query, (each,)))]

    def _open(self, article_id: str, anchor: int) -> int:
        filed = self._next_filed()
        query = "INSERT INTO stories (id, lead, anchor, filed, updated, topics) VALUES (?, 0, ?, ?, ?, ' ')"
        story = self._connection.execute(query, (self._mint(article_id), anchor, filed, filed)).lastrowid
        assert story is not None  # noqa: S101 - SQLite numbers every inserted row
        return story


def show(
    connection: sqlite3.Connection, story: int, lead: int, *, is_hidden: bool, next_filed: Callable[[], int]
) -> set[str]:
    """Set what a story shows, and its topics to those of its articles, in the order in which they came.

    A hidden story is in no topic. One that comes to light is filed anew: readers have never seen it, and far down
    in a feed they never would. Return the topics that changed.
    """
    columns = connection.execute("SELECT topics FROM articles WHERE story = ? ORDER BY seq", (story,)).fetchall()
    wanted = tuple(dict.fromkeys(slug for (column,) in columns for slug in split_topics(column)))
    wanted = () if is_hidden else wanted
    query = "SELECT topics, filed, hidden FROM stories WHERE seq = ?"
    column, filed, was_hidden = connection.execute(query, (story,)).fetchone()
    if was_hidden and not is_hidden:
        filed = next_filed()
        connection.execute("UPDATE stories SET filed = ?1, updated = ?1 WHERE seq = ?2", (filed, story))
        revisions.note_shown(connection, story)
    elif is_hidden and not was_hidden:
        revisions.note_hidden(connection, story, column, next_filed)
    elif not is_hidden:
        revisions.note_lead(connection, story, lead, next_filed)
    _place(connection, story, wanted, filed, next_filed)
    connection.execute(
        "UPDATE stories SET revision = revision + (lead <> 0 AND lead <> :lead), lead = :lead,"
        " topics = :topics, hidden = :hidden, absorbed_by = NULL WHERE seq = :story",
        {"lead": lead, "topics": join_topics(wanted), "hidden": is_hidden, "story": story},
    )
    return {*split_topics(column), *wanted}


def _place(
    connection: sqlite3.Connection, story: int, wanted: tuple[str, ...], filed: int, next_filed: Callable[[], int]
) -> None:
    """Let a story stand in these topics and no others; in a topic it comes to later it is a new story."""
    held = [slug for (slug,) in connection.execute("SELECT topic FROM topic_stories WHERE story = ?", (story,))]
    for slug in held:
        if slug not in wanted:
            connection.execute("DELETE FROM topic_stories WHERE topic = ? AND story = ?", (slug, story))
    connection.executemany(
        "INSERT INTO topic_stories (topic, filed, story) VALUES (?, ?, ?)",
        ((slug, next_filed() if held else filed, story) for slug in wanted if slug not in held),
    )
