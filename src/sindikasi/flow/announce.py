"""The announce lane: changed feeds are told to hubs and sent to subscribers; the order of calls, no rules."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog

from sindikasi.core.buckets import Buckets
from sindikasi.core.callbacks import is_allowed, neighbourhood
from sindikasi.core.websub import is_verified, link_header, ping_form, signature, verification
from sindikasi.errors import PushError
from sindikasi.flow.hands import Hands

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sindikasi.core.callbacks import Address
    from sindikasi.core.websub import Delivery, Intent, Ping
    from sindikasi.ports import Announcements
    from sindikasi.push.client import Client

log = structlog.get_logger("announce")

_LOOK_SECONDS = 1.0
_EXPIRE_SECONDS = 60.0
_STOP_SECONDS = 0.5
_AT_ONCE = 10_000
"""What is looked at in a round, and kept in memory of hosts."""
_SLOW_SECONDS = 3.0
"""Whoever takes longer to take a feed is sent the next one with the others that are slow."""
_FORM = "application/x-www-form-urlencoded"
_BURST, _A_SECOND = 60, 1.0
"""Verifications one machine may be sent: any name can be made to lead to it."""

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is announced, as plain values."""

    feeds_dir: Path
    feeds_url: str
    """Where subscribers know `feeds/`, without a trailing slash."""
    media_types: Mapping[str, str]
    """Name of each announced file -> its Content-Type."""
    hubs: Sequence[str]
    """Outside hubs."""
    own_hub: str | None
    """Address of our own; None when it is off."""
    allows_private: bool = False


class AnnounceLane:
    """Tells of changed feeds, in threads of its own: a hub or subscriber that does not answer holds nobody up.

    What changed is found by looking at the files, so that it does not matter who wrote them, or when.
    """

    def __init__(
        self, *, announcements: Announcements, client: Client, board: Board, now: Callable[[], datetime]
    ) -> None:
        self._announcements = announcements
        self._client = client
        self._board = board
        self._now = now
        self._stamps: dict[str, _Stamp] = {}
        self._digests: dict[str, str] | None = None
        self._expired = 0.0
        self._woken = threading.Event()
        self._is_over = False
        self._lock = threading.Lock()
        self._said: dict[str, str] = {}
        self._slow: set[str] = set()
        self._askable = Buckets(burst=_BURST, a_second=_A_SECOND)
        self._pinging = Hands("ping", 2, most_of_a_key=1)
        self._asking = Hands("verify", 4, most_of_a_key=2)
        self._sending = Hands("deliver", 8, most_of_a_key=2)
        self._sending_again = Hands("deliver again", 4, most_of_a_key=1)

    def run(self, stop: threading.Event, beat: Callable[[], None]) -> None:
        """Tell of changes until the stop; `beat` is called at every round."""
        try:
            self.begin()
            while not stop.is_set():
                self.round()
                beat()
                self._woken.wait(_LOOK_SECONDS)
                self._woken.clear()
        finally:
            if stop.is_set():
                self.close()

    def begin(self) -> None:
        """Forget what is of feeds and hubs no longer announced; their subscribers are told."""
        ended = self._announcements.keep(self._board.media_types, self._board.hubs)
        if ended:
            log.info("subscriptions ended: their feeds are no longer announced", subscriptions=ended)

    def wake(self) -> None:
        """Look at once: something was published, or asked."""
        self._woken.set()

    def close(self) -> None:
        """Cut off what is going on; it is taken up at the next start."""
        self._is_over = True
        self._client.close()
        for hands in self._all_hands():
            hands.close(_STOP_SECONDS)

    def rest(self, seconds: float) -> bool:
        """Wait until all that was handed out is done; return whether that came in time."""
        return all([hands.rest(seconds) for hands in self._all_hands()])

    def round(self) -> None:
        """Look what changed, and hand out what is due."""
        self.look()
        for hub, pings in self._announcements.pings().items():
            self._pinging.offer(hub, hub, partial(self._ping, hub, pings))
        if self._board.own_hub is None:
            return
        if time.monotonic() - self._expired >= _EXPIRE_SECONDS:
            self._expired = time.monotonic()
            self._announcements.expire()
        for intent in self._announcements.intents(_AT_ONCE):
            self._asking.offer(intent.serial, intent.host, partial(self._verify, intent))
        for each in self._announcements.deliveries(_AT_ONCE):
            is_slow = each.failures or each.host in self._slow
            hands = self._sending_again if is_slow else self._sending
            hands.offer(each.subscription, each.host, partial(self._deliver, each.subscription))

    def look(self) -> list[str]:
        """Write down which files changed since they were last announced; return their names."""
        if self._digests is None:
            self._digests = self._announcements.digests()
        stamps: dict[str, _Stamp] = {}
        changed: dict[str, str] = {}
        for name in self._board.media_types:
            path = self._board.feeds_dir / name
            try:
                status = path.stat()
                stamp = status.st_mtime_ns, status.st_size, status.st_ino
                if self._stamps.get(name) == stamp:
                    continue
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            except FileNotFoundError:
                continue
            stamps[name] = stamp
            if self._digests.get(name) != digest:
                changed[name] = digest
        if changed:
            self._announcements.announce(changed, self._board.hubs)
            self._digests |= changed
        self._stamps |= stamps
        return list(changed)

    # --- outside hubs

    def _ping(self, hub: str, pings: Sequence[Ping]) -> None:
        """Tell a hub of each changed feed in a request of its own: there is no form for several that all know."""
        for ping in pings:
            body = ping_form(self._address(ping.feed))
            try:
                answer = self._client.send("POST", hub, headers={"Content-Type": _FORM}, body=body)
            except PushError as error:
                self._hub_failed(hub, str(error))
                return
            if answer.status >= 500 or answer.status == 429:
                self._hub_failed(hub, f"answers {answer.status}")
                return
            if self._is_over:
                return
            self._announcements.pinged(ping)
            if 200 <= answer.status < 300:
                self._say_well(hub, hub)
            else:
                # Asking again would not help, and the other feeds are to be told as well.
                self._say(hub, "hub refuses a feed", f"answers {answer.status}", to=hub, feed=ping.feed)

    def _hub_failed(self, hub: str, reason: str) -> None:
        if self._is_over:
            return
        self._announcements.hub_failed(hub)
        self._say(hub, "hub does not answer; it is told later", reason, to=hub)

    # --- our own hub

    def _verify(self, intent: Intent) -> None:
        """Ask a subscriber whether it wants what was asked for in its name, or tell it that it is denied."""
        challenge, asked = secrets.token_urlsafe(32), self._now()
        url = verification(intent, self._address(intent.feed), challenge)
        try:
            answer = self._client.send("GET", url, allows=self._may_be_asked)
        except PushError as error:
            self._put_off(intent, str(error))
            return
        if intent.mode == "denied":
            self._announcements.drop(intent)
        elif is_verified(answer.status, answer.body, challenge):
            is_kept = self._announcements.verified(intent, asked)
            log.info("subscription", mode=intent.mode, feed=intent.feed, host=intent.host, kept=is_kept)
        elif answer.status >= 500 or answer.status == 429:
            self._put_off(intent, f"answers {answer.status}")
        else:
            self._announcements.drop(intent)
            log.info("not verified", mode=intent.mode, feed=intent.feed, host=intent.host, status=answer.status)

    def _put_off(self, intent: Intent, reason: str) -> None:
        if not self._is_over and not self._announcements.put_off(intent):
            log.info("not verified", mode=intent.mode, feed=intent.feed, host=intent.host, reason=reason)

    def _deliver(self, subscription: int) -> None:
        """Send the newest of a feed to a subscriber."""
        delivery = self._announcements.delivery(subscription)
        if delivery is None:
            return  # ended, or sent, while it waited for its turn
        began = time.monotonic()
        try:
            status = self._send(delivery)
        except PushError as error:
            self._undelivered(delivery, str(error))
            return
        with self._lock:
            is_slow = time.monotonic() - began > _SLOW_SECONDS
            if len(self._slow) > _AT_ONCE:
                self._slow.clear()
            (self._slow.add if is_slow else self._slow.discard)(delivery.host)
        if 200 <= status < 300:
            self._announcements.delivered(delivery)
            self._say_well(delivery.callback, delivery.host)
        elif status == 410:
            self._announcements.gone(delivery)
            log.info("subscriber is gone", feed=delivery.feed, host=delivery.host)
        else:
            self._undelivered(delivery, f"answers {status}")

    def _send(self, delivery: Delivery) -> int:
        """Return the status a subscriber answers with. Raises PushError."""
        board = self._board
        try:
            content = (board.feeds_dir / delivery.feed).read_bytes()
        except OSError as error:
            raise PushError(f"{delivery.feed}: {error}") from error
        hubs = list(filter(None, (board.own_hub, *board.hubs)))
        headers = {
            "Content-Type": board.media_types[delivery.feed],
            "Link": link_header(hubs, self._address(delivery.feed)),
        }
        if delivery.secret is not None:
            headers["X-Hub-Signature"] = signature(delivery.secret, content)
        return self._client.send("POST", delivery.callback, headers=headers, body=content, allows=self._allows).status

    def _undelivered(self, delivery: Delivery, reason: str) -> None:
        if self._is_over:
            return
        self._announcements.undelivered(delivery)
        event = "subscriber does not take a feed; it is sent later"
        # A callback is a secret between hub and subscriber, and is not logged.
        self._say(delivery.callback, event, reason, to=delivery.host, feed=delivery.feed)

    # --- shared

    def _address(self, feed: str) -> str:
        return f"{self._board.feeds_url}/{feed}"

    def _allows(self, address: Address) -> bool:
        return is_allowed(address, allows_private=self._board.allows_private)

    def _may_be_asked(self, address: Address) -> bool:
        with self._lock:
            return self._allows(address) and self._askable.take(neighbourhood(address), time.monotonic())

    def _say(self, whom: str, event: str, reason: str, **more: str) -> None:
        """Log a fault, once as long as it stays the same."""
        with self._lock:
            is_known = self._said.get(whom) == reason
            self._said[whom] = reason
            if len(self._said) > _AT_ONCE:
                del self._said[next(iter(self._said))]
        if not is_known:
            log.warning(event, reason=reason, **more)

    def _say_well(self, whom: str, shown: str) -> None:
        with self._lock:
            was_ill = self._said.pop(whom, None) is not None
        if was_ill:
            log.info("answers again", to=shown)

    def _all_hands(self) -> tuple[Hands, ...]:
        return self._pinging, self._asking, self._sending, self._sending_again
