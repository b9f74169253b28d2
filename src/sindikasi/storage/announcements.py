"""Who is told of changed feeds, and what they are still to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sindikasi.core.websub import Delivery, Intent, Ping, Standing, Subscription, pause
from sindikasi.storage.rows import moment, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from sindikasi.storage.sqlite import Database

MOST_SUBSCRIPTIONS, MOST_OF_A_HOST = 10_000, 1_000
MOST_INTENTS, MOST_INTENTS_OF_A_HOST = 1_000, 100
MOST_TRIES = 8
"""How often a change is sent to a subscriber that fails: within three hours, by `pause`. Then the next change is."""
MOST_VERIFICATIONS = 3
_WITHDRAWN = "the feed is no longer published"
_FULL = "the hub has as many subscriptions as it can keep"

_INTENT = "serial, callback, host, feed, mode, lease, secret, denial, tries"
_CHANGED = """
    UPDATE subscriptions SET version = ?, tries = 0, due = max(rests, ?) WHERE feed = ? AND until > ?
"""
_PING = """
    INSERT INTO pings (hub, feed, version) VALUES (?, ?, ?)
    ON CONFLICT (hub, feed) DO UPDATE SET version = excluded.version
"""
_ANNOUNCED = """
    INSERT INTO announced (feed, digest, version) VALUES (?, ?, 1)
    ON CONFLICT (feed) DO UPDATE SET digest = excluded.digest, version = version + 1 RETURNING version
"""
_ASK = """
    INSERT OR REPLACE INTO intents (callback, host, feed, mode, lease, secret, denial, due)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_SUBSCRIBE = """
    INSERT INTO subscriptions (callback, host, feed, secret, until, version)
    VALUES (?, ?, ?, ?, ?, coalesce((SELECT version FROM announced WHERE feed = ?3), 0))
    ON CONFLICT (callback, feed) DO UPDATE SET
        secret = excluded.secret, until = excluded.until, failures = 0, rests = 0, tries = 0,
        due = CASE WHEN due IS NULL THEN NULL ELSE 0 END
"""
_DELIVERY = "SELECT seq, callback, host, feed, secret, version, tries, failures FROM subscriptions"
_DELIVERIES = f"{_DELIVERY} WHERE due <= ? AND until > ? ORDER BY due, seq LIMIT ?"
_DELIVERY_NOW = f"{_DELIVERY} WHERE seq = ? AND due <= ? AND until > ?"
_DELIVERED = """
    UPDATE subscriptions SET failures = 0, rests = 0, tries = 0, due = CASE WHEN version = ? THEN NULL ELSE due END
    WHERE seq = ?
"""
# The tries count only where no later change came meanwhile.
_UNDELIVERED = """
    UPDATE subscriptions SET
        failures = ?, rests = ?,
        due = CASE WHEN version = ? AND tries + 1 >= ? THEN NULL ELSE ? END,
        tries = CASE WHEN version = ? THEN tries + 1 ELSE tries END
    WHERE seq = ?
"""


class SqlAnnouncements:
    """`ports.Announcements` over SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def digests(self) -> dict[str, str]:
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT feed, digest FROM announced"))

    def announce(self, digests: Mapping[str, str], hubs: Collection[str]) -> None:
        now = stamp(self._now())
        with self._database.writing() as connection:
            for feed, digest in digests.items():
                (version,) = connection.execute(_ANNOUNCED, (feed, digest)).fetchone()
                connection.executemany(_PING, ((hub, feed, version) for hub in hubs))
                connection.execute(_CHANGED, (version, now, feed, now))

    # --- outside hubs

    def pings(self) -> dict[str, list[Ping]]:
        query = """
            SELECT hub, feed, version FROM pings
            WHERE hub NOT IN (SELECT hub FROM hubs WHERE rests > ?) ORDER BY hub, feed
        """
        due: dict[str, list[Ping]] = {}
        with self._database.reading() as connection:
            for hub, feed, version in connection.execute(query, (stamp(self._now()),)):
                due.setdefault(hub, []).append(Ping(hub=hub, feed=feed, version=version))
        return due

    def pinged(self, ping: Ping) -> None:
        query = "DELETE FROM pings WHERE hub = ? AND feed = ? AND version = ?"
        with self._database.writing(is_durable=False) as connection:
            connection.execute(query, (ping.hub, ping.feed, ping.version))
            connection.execute("DELETE FROM hubs WHERE hub = ?", (ping.hub,))

    def hub_failed(self, hub: str) -> None:
        query = "INSERT OR REPLACE INTO hubs (hub, failures, rests) VALUES (?, ?, ?)"
        with self._database.writing(is_durable=False) as connection:
            held = connection.execute("SELECT failures FROM hubs WHERE hub = ?", (hub,)).fetchone()
            failures = 1 + (held[0] if held else 0)
            connection.execute(query, (hub, failures, self._after(pause(failures))))

    # --- our own hub

    def ask(self, intent: Intent) -> bool:
        counted = "SELECT count(*), coalesce(sum(host = ?), 0) FROM intents WHERE NOT (callback = ? AND feed = ?)"
        with self._database.writing() as connection:
            waiting, of_host = connection.execute(counted, (intent.host, intent.callback, intent.feed)).fetchone()
            if waiting >= MOST_INTENTS or of_host >= MOST_INTENTS_OF_A_HOST:
                return False
            self._put(connection, intent)
        return True

    def intents(self, limit: int) -> list[Intent]:
        query = f"SELECT {_INTENT} FROM intents WHERE due <= ? ORDER BY due, serial LIMIT ?"
        with self._database.reading() as connection:
            return [_intent(row) for row in connection.execute(query, (stamp(self._now()), limit))]

    def put_off(self, intent: Intent) -> bool:
        tries = intent.tries + 1
        if tries >= MOST_VERIFICATIONS:
            self.drop(intent)
            return False
        query = "UPDATE intents SET tries = ?, due = ? WHERE serial = ?"
        with self._database.writing(is_durable=False) as connection:
            connection.execute(query, (tries, self._after(pause(tries)), intent.serial))
        return True

    def drop(self, intent: Intent) -> None:
        with self._database.writing(is_durable=False) as connection:
            connection.execute("DELETE FROM intents WHERE serial = ?", (intent.serial,))

    def verified(self, intent: Intent, asked: datetime) -> bool:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM intents WHERE serial = ?", (intent.serial,))
            if intent.mode == "unsubscribe":
                held = (intent.callback, intent.feed)
                connection.execute("DELETE FROM subscriptions WHERE callback = ? AND feed = ?", held)
                return True
            if _is_full(connection, intent):
                self._put(connection, replace(intent, mode="denied", denial=_FULL))
                return False
            until = stamp(asked + timedelta(seconds=intent.lease_seconds))
            row = (intent.callback, intent.host, intent.feed, intent.secret, until)
            connection.execute(_SUBSCRIBE, row)
            return True

    def deliveries(self, limit: int) -> list[Delivery]:
        now = stamp(self._now())
        with self._database.reading() as connection:
            return [_delivery(row) for row in connection.execute(_DELIVERIES, (now, now, limit))]

    def delivery(self, subscription: int) -> Delivery | None:
        now = stamp(self._now())
        with self._database.reading() as connection:
            row = connection.execute(_DELIVERY_NOW, (subscription, now, now)).fetchone()
        return None if row is None else _delivery(row)

    def delivered(self, delivery: Delivery) -> None:
        with self._database.writing(is_durable=False) as connection:
            connection.execute(_DELIVERED, (delivery.version, delivery.subscription))

    def undelivered(self, delivery: Delivery) -> None:
        failures, version = delivery.failures + 1, delivery.version
        rests = self._after(pause(failures))
        row = (failures, rests, version, MOST_TRIES, rests, version, delivery.subscription)
        with self._database.writing(is_durable=False) as connection:
            connection.execute(_UNDELIVERED, row)

    def gone(self, delivery: Delivery) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM subscriptions WHERE seq = ?", (delivery.subscription,))

    # --- upkeep

    def keep(self, feeds: Collection[str], hubs: Collection[str]) -> int:
        with self._database.writing() as connection:
            for table in ("announced", "pings", "intents"):
                held = [feed for (feed,) in connection.execute(f"SELECT DISTINCT feed FROM {table}")]
                gone = ((feed,) for feed in held if feed not in feeds)
                denied = " AND mode <> 'denied'" if table == "intents" else ""
                connection.executemany(f"DELETE FROM {table} WHERE feed = ?{denied}", gone)
            for table in ("pings", "hubs"):
                held = [hub for (hub,) in connection.execute(f"SELECT DISTINCT hub FROM {table}")]
                connection.executemany(
                    f"DELETE FROM {table} WHERE hub = ?", ((hub,) for hub in held if hub not in hubs)
                )
            rows = connection.execute("SELECT seq, callback, host, feed, until FROM subscriptions").fetchall()
            denied_rows = [row for row in rows if row[3] not in feeds]
            for seq, callback, host, feed, _ in denied_rows:
                connection.execute("DELETE FROM subscriptions WHERE seq = ?", (seq,))
                denial = Intent(callback=callback, host=host, feed=feed, mode="denied", denial=_WITHDRAWN)
                self._put(connection, denial)
        return len(denied_rows)

    def expire(self) -> int:
        now = stamp(self._now())
        with self._database.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM subscriptions WHERE until <= ?", (now,)).fetchone()
        if count:
            with self._database.writing() as connection:
                connection.execute("DELETE FROM subscriptions WHERE until <= ?", (now,))
        return int(count)

    def subscriptions(self) -> list[Subscription]:
        query = """
            SELECT callback, feed, until, secret IS NOT NULL, failures, due FROM subscriptions
            WHERE until > ? ORDER BY callback, feed
        """
        with self._database.reading() as connection:
            rows = connection.execute(query, (stamp(self._now()),)).fetchall()
        return [
            Subscription(
                callback=callback,
                feed=feed,
                until=moment(until),
                is_signed=bool(is_signed),
                failures=failures,
                due=None if due is None else moment(due),
            )
            for callback, feed, until, is_signed, failures, due in rows
        ]

    def standing(self) -> Standing:
        now = stamp(self._now())
        query = """
            SELECT (SELECT count(*) FROM subscriptions WHERE until > ?1),
                (SELECT count(*) FROM intents),
                (SELECT count(*) FROM subscriptions WHERE until > ?1 AND due IS NOT NULL),
                (SELECT count(*) FROM pings)
        """
        with self._database.reading() as connection:
            subscriptions, intents, deliveries, pings = connection.execute(query, (now,)).fetchone()
        return Standing(subscriptions=subscriptions, intents=intents, deliveries=deliveries, pings=pings)

    # --- shared

    def _put(self, connection: sqlite3.Connection, each: Intent) -> None:
        due = stamp(self._now())
        row = (each.callback, each.host, each.feed, each.mode, each.lease_seconds, each.secret, each.denial, due)
        connection.execute(_ASK, row)

    def _after(self, seconds: float) -> int:
        return stamp(self._now() + timedelta(seconds=seconds))


def _intent(row: tuple[int, str, str, str, str, int, str | None, str | None, int]) -> Intent:
    serial, callback, host, feed, mode, lease, secret, denial, tries = row
    return Intent(
        callback=callback,
        host=host,
        feed=feed,
        mode="denied" if mode == "denied" else "subscribe" if mode == "subscribe" else "unsubscribe",
        lease_seconds=lease,
        secret=secret,
        denial=denial,
        tries=tries,
        serial=serial,
    )


def _delivery(row: tuple[int, str, str, str, str | None, int, int, int]) -> Delivery:
    seq, callback, host, feed, secret, version, tries, failures = row
    return Delivery(
        subscription=seq,
        callback=callback,
        host=host,
        feed=feed,
        secret=secret,
        version=version,
        tries=tries,
        failures=failures,
    )


def _is_full(connection: sqlite3.Connection, intent: Intent) -> bool:
    """Return whether there is no room for one more subscription, of this host or of anyone; renewing needs none."""
    counted = "SELECT count(*), coalesce(sum(host = ?), 0) FROM subscriptions WHERE NOT (callback = ? AND feed = ?)"
    total, of_host = connection.execute(counted, (intent.host, intent.callback, intent.feed)).fetchone()
    return bool(total >= MOST_SUBSCRIPTIONS or of_host >= MOST_OF_A_HOST)
