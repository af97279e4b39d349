"""Renders a guard for each of the host's protocol models: src/protocol-guards.ts.

A guard checks what TypeScript's types state, and no more: field names, types and closed lists of strings.
Lengths and patterns are the host's to check. Unknown fields are allowed, so that a newer host may add some.
"""

import inspect
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr

import protocol_types
from voiso_call import errors
from voiso_call.protocol import messages
from voiso_call.protocol.message_parts import Message

PRIMITIVE_GUARDS = {str: "isString", SecretStr: "isString", int: "isInteger", bool: "isBoolean"}

# The envelopes are not checked as a whole: their `id` decides first whose reply it is.
UNGUARDED = (messages.RequestEnvelope, messages.ReplyEnvelope)

# Closed lists of strings, by the name of their type: the constant of protocol.ts.
CONSTANTS = {
    "ErrorCode": "ERROR_CODES",
    "Reason": "REASONS",
    "Trigger": "TRIGGERS",
    "NumberType": "NUMBER_TYPES",
    "Decision": "DECISIONS",
    "CallState": "CALL_STATES",
    "Disposition": "DISPOSITIONS",
    "FollowState": "FOLLOW_STATES",
    "KeyStore": "KEY_STORES",
    "SetupField": "SETUP_FIELDS",
    "SetupCheckName": "SETUP_CHECK_NAMES",
    "CheckOutcome": "CHECK_OUTCOMES",
}

# The guards that the extension uses; the others are parts of these.
EXPORTED = (
    "ErrorCode",
    "Reason",
    "PlaceCall",
    "Failure",
    "ConfirmationNeeded",
    "ProtocolRange",
    "Source",
    "Request",
    "Reply",
)


def guard(annotation: Any) -> str:
    """Render the expression of an annotation's guard; raise TypeError if that is not supported."""
    if (name := protocol_types.named_type(annotation)) is not None:
        return f"is{name}"
    if annotation in PRIMITIVE_GUARDS:
        return PRIMITIVE_GUARDS[annotation]
    if inspect.isclass(annotation) and issubclass(annotation, (Message, errors.ErrorCode)):
        return f"is{annotation.__name__}"
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal and len(inner) == 1:
        return f"equals({inner[0]!r})"
    if origin is Annotated:
        return guard(inner[0])
    if origin is list:
        return f"listOf({guard(inner[0])})"
    if origin in (Union, UnionType) and inner[1:] == (NoneType,):
        return f"nullable({guard(inner[0])})"
    raise TypeError(f"{annotation!r} cannot be rendered as a guard")


def guard_function(name: str, expression: str) -> str:
    """Render the guard of a named type."""
    head = f"{'export ' if name in EXPORTED else ''}function is{name}(value: unknown): value is {name} {{"
    return "\n".join([head, f"  return {expression};", "}"])


def model_guard(model: type[Message]) -> str:
    """Render the guard of a model."""
    fields = []
    for name, info in model.model_fields.items():
        if protocol_types.is_optional(info, protocol_types.is_sent(model)):
            fields.append(f"    {name}: optional({guard(protocol_types.present_type(info))}),")
        else:
            fields.append(f"    {name}: {guard(info.annotation)},")
    return guard_function(model.__name__, table(f"hasFields<{model.__name__}>", fields))


def union_guard(name: str, members: tuple[type[Message], ...]) -> str:
    """Render the guard of a discriminated union."""
    rows = [f"    {protocol_types.literal_tag(model)}: is{model.__name__}," for model in members]
    return guard_function(name, table(f"isMember<{name}>", rows))


def table(function: str, rows: list[str]) -> str:
    """Render a call with the value and a table of guards; biome puts a single one on the same line."""
    if len(rows) == 1:
        return f"{function}(value, {{ {rows[0].strip().removesuffix(',')} }})"
    return "\n".join([f"{function}(value, {{", *rows, "  })"])


def imports(names: list[str], module: str) -> str:
    """Render an import of many names in the order that biome wants: by letter, capitals before small ones."""

    def order(name: str) -> list[tuple[str, bool]]:
        return [(char.lower(), char.islower()) for char in name.removeprefix("type ")]

    ordered = sorted(names, key=order)
    return "\n".join(["import {", *(f"  {name}," for name in ordered), f"}} from './{module}';"])


def render_module() -> str:
    """Render src/protocol-guards.ts."""
    guarded = [model for model in protocol_types.models() if model not in UNGUARDED]
    functions = ["isBoolean", "isInteger", "isString", "isOneOf", "isMember", "hasFields"]
    functions += ["anyOf", "equals", "listOf", "nullable", "optional", "recordOf"]
    aliases = ["ErrorParams", "Scalar", *CONSTANTS, "Request", "Reply"]
    type_names = [f"type {name}" for name in (*aliases, *(model.__name__ for model in guarded))]
    blocks = [
        "// Guards for the messages of protocol.ts, generated from the host's messages.py.",
        imports(functions, "guards.ts") + "\n" + imports([*CONSTANTS.values(), *type_names], "protocol.ts"),
        *(guard_function(name, f"isOneOf(value, {constant})") for name, constant in CONSTANTS.items()),
        guard_function("Scalar", "anyOf(isString, isInteger, isBoolean, equals(null))(value)"),
        guard_function("ErrorParams", "recordOf(anyOf(isScalar, listOf(isString)))(value)"),
        *(model_guard(model) for model in guarded),
        union_guard("Request", protocol_types.requests()),
        union_guard("Reply", protocol_types.replies()),
    ]
    return "\n\n".join(blocks) + "\n"
