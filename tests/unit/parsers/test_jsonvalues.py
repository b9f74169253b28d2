"""Values out of JSON that may hold anything."""

from __future__ import annotations

import pytest

from sindikasi.parsers.jsonvalues import kind_of, objects_in, string_in, top_keys, whole_in


@pytest.mark.parametrize(
    ("value", "text"),
    [(" a ", "a"), (3, "3"), (1.5, "1.5"), ("", None), (" ", None), (True, None), (None, None), ([], None)],
)
def test_texts_and_numbers_are_texts(value: object, text: str | None) -> None:
    assert string_in(value) == text


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3), (2.7, 2), (0, 0), (-1, None), (True, None), ("3", None), (1e300, None), (None, None)]
)
def test_only_numbers_are_whole_ones(value: object, number: int | None) -> None:
    assert whole_in(value) == number


def test_nan_and_infinity_are_no_numbers() -> None:
    assert [whole_in(float(name)) for name in ("nan", "inf", "-inf")] == [None, None, None]


def test_objects_stand_in_lists_and_under_names() -> None:
    assert objects_in([{"a": 1}, 2, None]) == [{"a": 1}]
    assert objects_in({"x": {"a": 1}, "y": None}) == [{"a": 1}]
    assert [objects_in(value) for value in (None, "x", 3)] == [[], [], []]


def test_only_the_keys_of_the_outer_object_are_seen() -> None:
    start = rb'{"a": [{"b": 1}], "c\"": {"d": {}}, "e": "f\": [", "g": 3, "h": [1, "i", "j'
    assert top_keys(start) == {b"a": b"[", rb"c\"": b"{", b"e": b'"', b"g": b"3", b"h": b"["}


@pytest.mark.parametrize("start", [b"", b"}", b'"a": [', b"[[[[", b'{"', b"{{{{"])
def test_what_is_no_object_has_no_keys(start: bytes) -> None:
    assert top_keys(start) == {}


@pytest.mark.parametrize(
    ("value", "name"),
    [({}, "an object"), ([], "a list"), ("", "a text"), (True, "true or false"), (1, "a number"), (None, "null")],
)
def test_values_have_names(value: object, name: str) -> None:
    assert kind_of(value) == name
