"""The HTTP server: uvicorn with connections of our own (`connection`), and limits that fit this process."""

from __future__ import annotations

import logging
import resource
from typing import TYPE_CHECKING

import uvicorn

from sindikasi.web.connection import Connection
from sindikasi.web.limits import LOGGER, ConnectionLimits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp

_GRACE_SECONDS = 3
_MOST_CONNECTIONS = 4096


def limits_of_this_process() -> ConnectionLimits:
    """Return the limits that leave half of the files a process may open to everything else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _MOST_CONNECTIONS * 2 if soft == resource.RLIM_INFINITY else soft
    return ConnectionLimits(connections=max(min(files // 2, _MOST_CONNECTIONS), 16))


def create_server(
    application: ASGIApp, *, trusted_proxies: Sequence[str] = (), limits: ConnectionLimits | None = None
) -> uvicorn.Server:
    """Return the server of an application.

    Of `trusted_proxies` (addresses or networks) the X-Forwarded-For and X-Forwarded-Proto fields count, of others
    they do not. No request is logged: addresses may hold tokens.
    """
    # Anybody can make uvicorn warn, as often as they like.
    logging.getLogger(LOGGER).setLevel(logging.ERROR)
    return uvicorn.Server(_Config(application, trusted_proxies, limits or limits_of_this_process()))


class _Config(uvicorn.Config):
    def __init__(self, application: ASGIApp, trusted_proxies: Sequence[str], limits: ConnectionLimits) -> None:
        self.limits = limits
        super().__init__(
            application,
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies) or None,
        )
