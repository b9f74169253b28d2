"""The pages made from the code are those the code makes now, and name everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docs.reference import EXIT_CODES, REASONS, commands_page, pages, reason_codes, settings_page

from sindikasi import cli, schedule, settings, units
from sindikasi.cli import exits
from sindikasi.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("path", "page"), pages().items(), ids=lambda each: getattr(each, "name", ""))
def test_a_page_made_from_the_code_is_up_to_date(path: Path, page: str) -> None:
    assert path.read_text(encoding="utf-8") == page, "write it anew with `make docs`"


def test_every_setting_is_listed_with_its_variable() -> None:
    page = settings_page()
    missing = [
        f"{section}.{key}"
        for section, model, is_list in settings.sections()
        for key in model.model_fields
        if (f"`{key}`" if is_list else f"`SINDIKASI_{section}__{key}`".upper()) not in page
    ]

    assert not missing


def test_every_command_of_the_help_is_listed() -> None:
    registered = [
        *(each.name or each.callback.__name__ for each in cli.cli.registered_commands if each.callback),
        *(
            f"{group.name} {each.name}"
            for group in cli.cli.registered_groups
            if group.typer_instance
            for each in group.typer_instance.registered_commands
        ),
    ]

    assert [line[4:-1] for line in commands_page().splitlines() if line.startswith("## `")] == registered


def test_every_reason_in_the_code_says_what_to_do() -> None:
    assert reason_codes() == set(REASONS)


def test_the_reason_of_every_refusal_class_is_found() -> None:
    assert {
        kind.reason for kind in DocumentError.__subclasses__() if kind.__module__ == "sindikasi.errors"
    } <= reason_codes()


def test_every_exit_code_is_explained() -> None:
    codes = {code for name, code in vars(exits).items() if name.isupper() and isinstance(code, int)}

    assert set(EXIT_CODES) == codes


@pytest.mark.parametrize("text", ["500ms", "2s", "15m", "3h", "14d", "2w", "15 minutes", "15 menit"])
def test_a_duration_written_as_the_page_says_is_read(text: str) -> None:
    assert f"`{text}`" in settings_page()
    assert units.seconds(text) > 0


@pytest.mark.parametrize("text", ["500kB", "20MB", "1GB"])
def test_a_size_written_as_the_page_says_is_read(text: str) -> None:
    assert f"`{text}`" in settings_page()
    assert units.byte_count(text) > 0


@pytest.mark.parametrize("text", ["every 10 seconds", "setiap 15 menit", "*/15 6-22 * * mon-fri"])
def test_a_schedule_written_as_the_page_says_is_read(text: str) -> None:
    assert f"`{text}`" in settings_page()
    assert schedule.parse_schedule(text)
