"""The commands that say how sindikasi is: doctor, healthcheck, version."""

from __future__ import annotations

import typer

from sindikasi import __version__
from sindikasi.cli.common import Json, answer, open_app, say
from sindikasi.cli.exits import NO


def doctor(context: typer.Context, is_json: Json = False) -> None:
    """Look for what would keep sindikasi from working and say what to do (exit 1: something would)."""
    from sindikasi.doctor import examine
    from sindikasi.report import to_json

    with open_app(context) as app:
        findings = examine(app)
    for finding in findings:
        if is_json:
            answer(to_json({"check": finding.check, "ok": finding.is_ok, "message": finding.message}))
        else:
            answer(f"{'ok' if finding.is_ok else 'PROBLEM':8} {finding.check:12} {finding.message}")
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(NO)


def healthcheck(context: typer.Context) -> None:
    """Ask the running daemon whether it is well (exit 1: it is not, or does not answer)."""
    from sindikasi.doctor import ask_health

    with open_app(context) as app:
        problem = ask_health(app)
    if problem is not None:
        say(problem)
        raise typer.Exit(NO)
    answer("ok")


def version(is_json: Json = False) -> None:
    """Print the version."""
    from sindikasi.report import to_json

    answer(to_json({"version": __version__}) if is_json else f"sindikasi {__version__}")
