"""The commands on tokens: token add, token list, token revoke."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sindikasi.cli.common import Json, answer, check_topics, open_app, say
from sindikasi.cli.exits import NO
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from sindikasi.model import Token

commands = typer.Typer(
    help="Who may read private feeds or hand articles in.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi token add redaksi --topic investigasi",
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the token is known by.")]


@commands.command("add", epilog="Example: sindikasi token add mitra --topic investigasi --topic infografis")
def token_add(
    context: typer.Context,
    name: Name,
    purpose: Annotated[
        Literal["read", "write"],
        typer.Option("--for", help="read: private feeds and their pages; write: hand articles in."),
    ] = "read",
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="SLUG", help="A private topic it opens; else all.")
    ] = None,
    is_json: Json = False,
) -> None:
    """Make a token and show it, this once: the store keeps only its digest."""
    from sindikasi.report import to_json
    from sindikasi.web.access import digest_of, new_token

    if not _NAME.fullmatch(name):
        raise ConfigError(f"token name {name!r}: use letters, digits, '.', '_' and '-', 64 at most")
    if purpose == "write" and topic:
        raise ConfigError("--topic is for tokens that read; articles find their topics by themselves")
    with open_app(context) as app:
        check_topics(app, topic or [])
        token = new_token()
        if not app.tokens.add(name, digest_of(token), purpose, topic or []):
            raise ConfigError(f"a token named {name!r} is in force: take another name, or revoke it first")
    answer(to_json({"name": name, "for": purpose, "topics": topic or [], "token": token}) if is_json else token)
    say("This token is not shown again.")


@commands.command("list", epilog="Example: sindikasi token list --json")
def token_list(context: typer.Context, is_json: Json = False) -> None:
    """List the tokens, also those revoked; the tokens themselves are kept nowhere."""
    from sindikasi.report import to_json, token_fields

    with open_app(context) as app:
        for token in app.tokens.all():
            answer(to_json(token_fields(token)) if is_json else _line(token))


@commands.command("revoke", epilog="Example: sindikasi token revoke mitra")
def token_revoke(context: typer.Context, name: Name, is_json: Json = False) -> None:
    """End a token at once (exit 1: there is none of that name)."""
    from sindikasi.report import to_json

    with open_app(context) as app:
        is_revoked = app.tokens.revoke(name)
    if is_json:
        answer(to_json({"name": name, "revoked": is_revoked}))
    else:
        say(f"{name}: revoked" if is_revoked else f"no token named {name!r} is in force")
    if not is_revoked:
        raise typer.Exit(NO)


def _line(token: Token) -> str:
    used = f"used {token.used:%Y-%m-%d}" if token.used else "never used"
    state = f"revoked {token.revoked:%Y-%m-%d}" if token.revoked else used
    topics = ", ".join(token.topics) or ("all private topics" if token.purpose == "read" else "")
    return f"{token.name:24} {token.purpose:6} {token.created:%Y-%m-%d}  {state:18}  {topics}".rstrip()
