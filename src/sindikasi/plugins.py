"""Find the plugins of a group by entry point and check that they fit their protocol."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, TypeVar

from sindikasi.errors import PluginError
from sindikasi.ports import Archive, Cleaner, Container, Output, Parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PARSERS = "sindikasi.parsers"
CLEANERS = "sindikasi.cleaners"
OUTPUTS = "sindikasi.outputs"

T = TypeVar("T")


def load_parsers(names: Sequence[str] | None = None) -> tuple[Parser | Container | Archive, ...]:
    """Return the parsers by name; None takes every installed one, in the order of their names.

    Raises PluginError when one is missing, cannot be imported or does not fit its protocol.
    """
    found = tuple(entry_points(group=PARSERS))
    return tuple(_checked_parser(entry) for entry in _in_order(found, names, PARSERS))


def load_cleaners(names: Sequence[str] | None = None) -> tuple[Cleaner, ...]:
    """Return the cleaners in the order they run; otherwise as `load_parsers`."""
    found = tuple(entry_points(group=CLEANERS))
    protocol: type[Cleaner] = Cleaner  # type: ignore[type-abstract]  # asked with isinstance, never made
    return tuple(_checked(entry, protocol) for entry in _in_order(found, names, CLEANERS))


def load_outputs(names: Sequence[str] | None = None) -> tuple[Output, ...]:
    """Return the outputs; otherwise as `load_parsers`."""
    found = tuple(entry_points(group=OUTPUTS))
    protocol: type[Output] = Output  # type: ignore[type-abstract]  # asked with isinstance, never made
    return tuple(_checked(entry, protocol) for entry in _in_order(found, names, OUTPUTS))


def _in_order(found: Iterable[EntryPoint], names: Sequence[str] | None, group: str) -> list[EntryPoint]:
    by_name = {entry.name: entry for entry in found}
    if names is None:
        return [by_name[name] for name in sorted(by_name)]
    missing = next((name for name in names if name not in by_name), None)
    if missing is not None:
        known = ", ".join(sorted(by_name)) or "none"
        raise PluginError(f"no plugin {missing!r} in {group}; installed: {known}", group=group, name=missing)
    return [by_name[name] for name in names]


def _checked_parser(entry: EntryPoint) -> Parser | Container | Archive:
    plugin = _made(entry)
    if isinstance(plugin, Container | Archive) and plugin.is_container:
        return plugin
    if isinstance(plugin, Parser) and not plugin.is_container:
        return plugin
    raise _misfit(entry, "Parser, Container or Archive")


def _checked(entry: EntryPoint, protocol: type[T]) -> T:
    plugin = _made(entry)
    if not isinstance(plugin, protocol):
        raise _misfit(entry, protocol.__name__)
    return plugin


def _made(entry: EntryPoint) -> object:
    try:
        return entry.load()()
    except Exception as error:  # a plugin is foreign code: whatever it raises, the start names it
        message = f"plugin {entry.name!r} ({entry.value}) cannot be loaded: {error}"
        raise PluginError(message, group=entry.group, name=entry.name) from error


def _misfit(entry: EntryPoint, protocol: str) -> PluginError:
    message = f"plugin {entry.name!r} ({entry.value}) does not fit the protocol {protocol}"
    return PluginError(message, group=entry.group, name=entry.name)
