"""Write the parts of docs/ that are made from the code: `python -m docs.reference` (or `make docs`)."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import typer

import sindikasi
from docs import format_page
from sindikasi import settings
from sindikasi.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

DOCS = Path(__file__).parent
SOURCES = Path(sindikasi.__file__).parent

_MADE = "<!-- Made from the code by `make docs`; changes here are lost. -->"
_WORDS = (
    (settings.Seconds, "a duration"),
    (settings.Bytes, "a size"),
    (settings.Timezone, "a time zone"),
    (settings.Slug, "a slug"),
    (settings.Schedule, "a schedule"),
)
_PLAIN = {str: "a text", int: "a whole number", float: "a number", bool: "`true` or `false`", Path: "a path"}
_BOUNDS = {"ge": "at least", "gt": "over", "le": "at most", "lt": "under"}

_SETTINGS_HEAD = f"""# Settings
{_MADE}

No settings file is needed. To change something, write `sindikasi.toml` into the home folder; `sindikasi
config init` writes one that holds every key with its default. `sindikasi config check` says whether it can
be read, `sindikasi config show` prints what is in force. The daemon reads its settings when it starts:
restart it after a change.

* **Durations** are a number and a unit: `500ms`, `2s`, `15m`, `3h`, `14d`, `2w`, or in words: `15 minutes`,
  `15 menit`. **Sizes** likewise: `500kB`, `20MB`, `1GB`, or `MiB` for powers of two.
* **Schedules** are an interval, `every 10 seconds` or `setiap 15 menit`, or five cron fields,
  `*/15 6-22 * * mon-fri`, in the zone of `site.timezone`.
* **Time zones** have IANA names: `Asia/Makassar`.
* **Slugs** are names in addresses: lower-case letters, digits and single hyphens, like `gaya-hidup`.
* **The environment wins over the file.** `SINDIKASI_INBOX__SETTLE=5s` sets `settle` in `[inbox]`: two
  underscores part section and key. Lists are written as JSON: `SINDIKASI_PUBLISH__FORMATS='["atom"]'`.
* An unknown key or variable is an error that names the nearest one, and the line in the file.
"""

_COMMANDS_HEAD = f"""# Commands
{_MADE}

Results go to stdout, everything else to stderr. Lists are complete unless `--limit` is given. With `--json`
a list prints one JSON object a line, a single answer prints one object.

Every command works in a home folder, the current one unless told otherwise:

    sindikasi -C /srv/news status
    SINDIKASI_DIR=/srv/news sindikasi status
"""

EXIT_CODES = {
    0: "Done.",
    1: "The answer is no: two stories (`explain`), nothing matches (`topics test`), something is wrong (`doctor`, "
    "`healthcheck`), nothing to take back (`undo`), a feed could not be written (`publish`). Or a file or folder "
    "cannot be used.",
    2: "The command line or the settings are wrong; the message names what.",
    3: "Some documents were rejected, the rest is done (`ingest`, `retry`).",
    4: "The store cannot be used: out of reach, busy, damaged, or written by a newer version.",
    5: "Another instance runs in this home; the message names its process.",
    130: "Interrupted with Ctrl-C.",
}

_ERRORS_HEAD = f"""# What can go wrong
{_MADE}

## Rejected documents

A document that cannot become an article goes to `inbox/_rejected/`, under the name it was dropped with.
Beside it lies `NAME.reason.json` with a short code (`reason`) and a sentence that says what to do
(`message`). `sindikasi rejected` lists them. Other documents are not held up. After mending the cause, drop
the file again, or put it back with `sindikasi retry`.
"""

REASONS = {
    "empty": (
        "Nothing is left that a reader could read: the file is empty, or all of it was page furniture.",
        "Look into the file. Save or export the article again, with its text.",
    ),
    "failed": (
        "Reading it failed in a way nobody foresaw. Faults of disk and memory are tried four times first.",
        "Report it with the file; `sindikasi retry` it after an update.",
    ),
    "malformed": (
        "The format is known, but the file breaks its rules: JSON cut off in the middle, front matter that "
        "cannot be read.",
        "Mend the place the message names, or export the article again.",
    ),
    "too-costly": (
        "Reading it took more processor time, time or memory than `[worker]` allows one document; the process that "
        "read it was ended.",
        "Look into the file: no article takes so much. Save its text, split it, or allow more in `[worker]`.",
    ),
    "too-large": (
        "The file is larger than `inbox.max_size`, an archive comes to more than `[limits]` allows, or a text is "
        "longer than any article. Of an archive the rest is refused as one, and the message says how much it is.",
        "Split it, unpack the archive, or raise the limit the message names, restart, and drop it again. `retry` "
        "cannot bring back what was never read.",
    ),
    "unknown-format": (
        "No parser reads this kind of file. The message says what it looks like: a picture, a PDF, an agency format.",
        "Export the article as text, HTML, Markdown or JSON, or [add a parser](plugins.md).",
    ),
    "unreadable": (
        "The file cannot be read as it is: in an archive it is encrypted, or packed by a method nobody reads here. "
        "Or it was refused before it was read, for a reason that has no code of its own.",
        "Unpack the archive and drop the file itself; else run `sindikasi doctor`.",
    ),
    "unsafe": (
        "The file would take too much memory or time: nesting without end, a tag of many kilobytes, archives in "
        "archives in archives. Or a file in an archive is a link, or its name leads out of the archive.",
        "Save the text of the article instead of the page; unpack the archive and drop the files.",
    ),
}

_ERRORS_TAIL = """## Files that wait

A file stays in the inbox, and the log says why once, while it cannot be read: its permissions forbid it, or
the disk reports a fault. It is tried again every `inbox.rescan`. A file that somebody is still writing is
left alone until it has been unchanged for `inbox.settle`. Names that begin with `.` or `_`, or end like
unfinished downloads (`.part`, `.tmp`, `~`), are never taken.

## When sindikasi itself cannot work

`sindikasi doctor` looks at settings, folders, free space and the store, and says what to do. A command that
fails says why in one line on stderr and ends with one of these codes:
"""


def main() -> None:
    """Write every page that is out of date."""
    for path, page in (pages() | {format_page.PAGE: format_page.page()}).items():
        path.write_text(page, encoding="utf-8")


def pages() -> dict[Path, str]:
    """Return the text of every page made from the code; docs/formats.md, which takes longer, is made by itself."""
    return {
        DOCS / "settings.md": settings_page(),
        DOCS / "commands.md": commands_page(),
        DOCS / "errors.md": errors_page(),
    }


# --- settings


def settings_page() -> str:
    """Return the reference of all settings."""
    parts = [_SETTINGS_HEAD]
    for name, model, is_list in settings.sections():
        heading = f"[[{name}]]" if is_list else f"[{name}]"
        parts += [f"## `{heading}`\n\n{(model.__doc__ or '').strip()}\n"]
        if is_list:
            variable = f"{settings.PREFIX}{name}".upper()
            parts += [f"Each begins with `[[{name}]]`. In the environment they are all in `{variable}`, as JSON.\n"]
        parts += [_table(["key", "default", "value", "meaning"], _rows(name, model.model_fields, is_list=is_list))]
    return "\n".join(parts)


def _rows(section: str, fields: dict[str, FieldInfo], *, is_list: bool) -> Iterator[list[str]]:
    for key, field in fields.items():
        variable = f"{settings.PREFIX}{section}__{key}".upper()
        named = f"`{key}`" if is_list else f"`{key}`<br>`{variable}`"
        yield [named, _default(field), kind(field), field.description or ""]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    return "none" if field.default is None else f"`{settings.shown_default(field)}`"


def kind(field: FieldInfo) -> str:
    """Return in words what a field takes."""
    annotation, metadata = _unwrapped(field)
    for alias, words in _WORDS:
        if get_args(alias)[1] in metadata:
            return words
    if get_origin(annotation) is tuple:
        (held, _) = get_args(annotation)
        choices = get_args(held) if get_origin(held) is Literal else ()
        return f"a list of {' '.join(_quoted(choices))}" if choices else "a list of texts"
    if get_origin(annotation) is dict:
        return "a table of texts"
    if get_origin(annotation) is Literal:
        return " or ".join(_quoted(get_args(annotation)))
    return ", ".join([_PLAIN[annotation], *_bounds(metadata)])


def _unwrapped(field: FieldInfo) -> tuple[Any, list[Any]]:
    """Return the type of a field without None and its metadata, those inside `X | None` included."""
    annotation: Any = field.annotation
    if type(None) not in get_args(annotation):
        return annotation, field.metadata
    (annotation,) = (each for each in get_args(annotation) if each is not type(None))
    inner = getattr(annotation, "__metadata__", ())
    metadata = [each for outer in inner for each in getattr(outer, "metadata", [outer])]
    return (get_args(annotation)[0] if inner else annotation), [*field.metadata, *metadata]


def _quoted(choices: tuple[object, ...]) -> list[str]:
    return [f'`"{choice}"`' for choice in choices]


def _bounds(metadata: list[Any]) -> list[str]:
    return [
        f"{words} {getattr(limit, name):g}"
        for limit in metadata
        for name, words in _BOUNDS.items()
        if hasattr(limit, name)
    ]


# --- commands


def commands_page() -> str:
    """Return the reference of all commands."""
    parts = [_COMMANDS_HEAD]
    for path, command in _commands(typer.main.get_command(cli), ()):
        usage = " ".join(["sindikasi", *path, *(_argument(each) for each in _parameters(command, "argument"))])
        parts += [f"## `{' '.join(path)}`\n\n{command.help}\n", f"    {usage}\n"]
        rows = [[_option(each), each.help or ""] for each in command.params]
        if rows:
            parts += [_table(["", ""], rows)]
        parts += [_examples(command.epilog or "")]
    codes = _table(["code", "meaning"], [[f"`{code}`", text] for code, text in EXIT_CODES.items()])
    return "\n".join([*parts, f"## Exit codes\n\n{codes}"])


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (path, command) of every command that does something."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, each in inner.items():
        yield from _commands(each, (*path, name))


def _parameters(command: Any, sort: str) -> list[Any]:
    return [each for each in command.params if each.param_type_name == sort]


def _argument(parameter: Any) -> str:
    shown = str(parameter.metavar or parameter.name.upper())
    return shown if parameter.required or shown.startswith("[") else f"[{shown}]"


def _option(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{(parameter.metavar or parameter.name.upper()).strip('[]')}`"
    value = "" if parameter.is_flag else f" {parameter.name.upper()}"
    return f"`{', '.join(parameter.opts)}{value}`"


def _examples(epilog: str) -> str:
    examples = re.split(r"\s{2,}\|\s{2,}", epilog.removeprefix("Example: "))
    return "Example:\n\n" + "".join(f"    {each}\n" for each in examples)


# --- errors


def errors_page() -> str:
    """Return the reference of reasons and exit codes."""
    reasons = [[f"`{code}`", *REASONS[code]] for code in sorted(reason_codes())]
    codes = [[f"`{code}`", text] for code, text in EXIT_CODES.items() if code]
    return "\n".join(
        [
            _ERRORS_HEAD,
            _table(["reason", "what happened", "what to do"], reasons),
            _ERRORS_TAIL,
            _table(["code", "meaning"], codes),
        ]
    )


def reason_codes() -> set[str]:
    """Return every reason a document can be rejected with, read from the source."""
    return {code for path in SOURCES.rglob("*.py") for code in _codes_in(ast.parse(path.read_text("utf-8")))}


def _codes_in(tree: ast.Module) -> Iterator[str]:
    constants = {name: node.value for node in tree.body if isinstance(node, ast.Assign) for name in _names(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "reason":
            named = node.value.id if isinstance(node.value, ast.Name) else ""
            yield from _text(constants.get(named, node.value))
        elif isinstance(node, ast.Assign) and {"reason", "refusal"} & _names(node):
            yield from _text(node.value)
            pairs = (each for each in ast.walk(node.value) if isinstance(each, ast.Tuple) and len(each.elts) == 2)
            for pair in pairs:
                yield from _text(pair.elts[0])


def _names(assignment: ast.Assign) -> set[str]:
    return {node.id for target in assignment.targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


# --- shared


def _table(heads: list[str], rows: Any) -> str:
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    main()
