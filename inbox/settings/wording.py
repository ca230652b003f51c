"""Faults as the library finds them, in a person's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

_SAID = {
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "int_parsing_size": "is not a whole number that anybody needs",
    "float_parsing": "is not a number",
    "finite_number": "is not a number",
    "bool_parsing": "is neither 1 nor 0",
    "greater_than": "has to be more than {gt:g}",
    "greater_than_equal": "has to be {ge:g} or more",
    "less_than": "has to be less than {lt:g}",
    "less_than_equal": "has to be {le:g} or less",
    "literal_error": "has to be {expected}",
}


def faults(error: ValidationError) -> list[str]:
    """Return a sentence a fault: "NAME: ...", or as it stands where it is about several."""
    said: list[str] = []
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in fault["loc"]).upper()
        about = _sentence(fault["type"], fault["msg"], fault.get("ctx", {}))
        said += [f"{name}: {about}"] if name else about.splitlines()
    return said


def _sentence(kind: str, message: str, about: Mapping[str, Any]) -> str:
    if kind == "value_error":
        return str(about["error"])
    plain = {name: _plain(value) for name, value in about.items()}
    return _SAID[kind].format(**plain) if kind in _SAID else _lower(message)


def _plain(value: Any) -> Any:
    return value.replace("'", "") if isinstance(value, str) else value


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
