"""Documents made to do harm, or broken on their way, and what has to become of them: one table, a module a kind."""

from __future__ import annotations

from tests.hostile import archives, mails, pages, structured, texts, wires
from tests.hostile.files import ODD, PARTLY, REFUSED
from tests.hostile.rows import STORY, Row, partly, read, refused

_OLDER: tuple[Row, ...] = (
    *(refused(name, file, content, reason) for name, (file, content, reason) in REFUSED.items()),
    *(
        partly(name, file, content, {place.removeprefix(file): reason for place, reason in members.items()})
        for name, (file, content, members) in PARTLY.items()
    ),
    *(
        read(name, "aneh.html" if content.startswith(b"<") else "aneh.txt", content, holds=(STORY,))
        for name, content in ODD.items()
    ),
)
TABLE: dict[str, Row] = {
    row.name: row
    for rows in (_OLDER, texts.ROWS, pages.ROWS, structured.ROWS, mails.ROWS, archives.ROWS, wires.ROWS)
    for row in rows
}
"""Every row by its name."""
