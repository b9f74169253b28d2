"""Plugins are found by entry point, ordered by name, and checked before anything runs."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from sindikasi import plugins
from sindikasi.errors import PluginError


def entry(name: str, value: str, group: str = plugins.CLEANERS) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=group)


def test_the_installed_parsers_and_cleaners_are_found() -> None:
    assert {"html", "json", "jsonlines", "markdown", "plain"} <= {parser.name for parser in plugins.load_parsers()}
    assert [cleaner.name for cleaner in plugins.load_cleaners()] == ["boilerplate", "markup", "wire"]


def test_names_choose_and_order() -> None:
    assert [cleaner.name for cleaner in plugins.load_cleaners(["wire", "boilerplate"])] == [
        "wire",
        "boilerplate",
    ]
    assert [parser.name for parser in plugins.load_parsers(["plain"])] == ["plain"]


def test_a_missing_plugin_is_named_with_what_is_there() -> None:
    with pytest.raises(PluginError, match="installed: boilerplate, markup, wire") as caught:
        plugins.load_cleaners(["spelling"])
    assert (caught.value.group, caught.value.name) == (plugins.CLEANERS, "spelling")


@pytest.mark.parametrize("value", ["no.such.module:X", "sindikasi.errors:DocumentError", "json:JSONDecoder"])
def test_a_plugin_that_cannot_be_made_or_does_not_fit_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "entry_points", lambda group: [entry("odd", value, group)])
    for load in (plugins.load_parsers, plugins.load_cleaners, plugins.load_outputs):
        with pytest.raises(PluginError, match="odd"):
            load()
