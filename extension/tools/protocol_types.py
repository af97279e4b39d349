"""Renders the host's protocol models as TypeScript: src/protocol.ts and src/protocol-parts.ts."""

import inspect
import re
from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from voiso_call import errors
from voiso_call.install import registration_table
from voiso_call.protocol import handshake, message_parts, messages, outcome_messages, setup_messages
from voiso_call.protocol.message_parts import Message

LINE_WIDTH = 110  # columns, as in biome.jsonc: the generated files have biome's layout

# The successful replies to each request; a `Failure` is always possible. messages.py does not state this.
REPLIES: dict[type[Message], tuple[type[Message], ...]] = {
    messages.Hello: (messages.HelloReply,),
    messages.GetStatus: (messages.Status,),
    messages.WarmUp: (messages.WarmedUp,),
    messages.CheckNumber: (messages.NumberChecked,),
    messages.FormatNumbers: (messages.NumbersFormatted,),
    messages.PlaceCall: (messages.CallPlaced, messages.ConfirmationNeeded),
    messages.GetHistory: (messages.History,),
    messages.ClearHistory: (messages.History,),
    outcome_messages.FollowCall: (outcome_messages.CallOutcome,),
    setup_messages.Configure: (messages.Status,),
    setup_messages.FindAgents: (setup_messages.Agents,),
    setup_messages.CheckSetup: (setup_messages.SetupChecked,),
}

MODULES = (message_parts, messages, outcome_messages, setup_messages)

# Annotations that keep their name in TypeScript.
NAMED_TYPES: dict[str, Any] = {
    "ErrorParams": errors.ErrorParams,
    "Scalar": errors.Scalar,
    "Trigger": message_parts.Trigger,
    "NumberType": message_parts.NumberType,
    "Decision": message_parts.Decision,
    "Reason": message_parts.Reason,
    "CallState": message_parts.CallState,
    "Disposition": message_parts.Disposition,
    "FollowState": message_parts.FollowState,
    "KeyStore": message_parts.KeyStore,
    "SetupField": message_parts.SetupField,
    "SetupCheckName": message_parts.SetupCheckName,
    "CheckOutcome": message_parts.CheckOutcome,
    "Request": get_args(messages.Request)[0],  # pydantic keeps a field's annotation apart from its metadata
    "Reply": get_args(messages.Reply)[0],
}
UNIONS = ("Request", "Reply")
PRIMITIVES = {str: "string", SecretStr: "string", int: "number", bool: "boolean", NoneType: "null"}

HEADER = f"""\
// The messages between the extension and the native messaging host, generated from the host's messages.py.

{{imports}}

export * from './protocol-parts.ts';

export const HOST_NAME = '{registration_table.HOST_NAME}';

/** The protocol versions that this extension supports, inclusive. */
export const PROTOCOL_MIN = {handshake.PROTOCOL_MIN};
export const PROTOCOL_MAX = {handshake.PROTOCOL_MAX};
"""


def union_members(union: Any) -> tuple[type[Message], ...]:
    """List the models of a discriminated union."""
    return get_args(get_args(union)[0])


def requests() -> tuple[type[Message], ...]:
    """List the models of all requests."""
    return union_members(messages.Request)


def replies() -> tuple[type[Message], ...]:
    """List the models of all replies."""
    return union_members(messages.Reply)


def models() -> list[type[Message]]:
    """List all models of the protocol's modules, in the order of each file."""
    return [
        model
        for module in MODULES
        for model in vars(module).values()
        if inspect.isclass(model)
        and issubclass(model, Message)
        and model is not Message
        and model.__module__ == module.__name__
    ]


def is_sent(model: type[Message]) -> bool:
    """Tell whether the extension sends a model, so that it may leave out what has a default."""
    return model in (messages.Source, messages.RequestEnvelope, *requests())


def literal_tag(model: type[Message]) -> str:
    """Return the value of the `type` field that discriminates a request or a reply."""
    tag: str = get_args(model.model_fields["type"].annotation)[0]
    return tag


def named_type(annotation: Any) -> str | None:
    """Return the name that an annotation has in TypeScript, or None if it has none."""
    return next((name for name, known in NAMED_TYPES.items() if annotation == known), None)


def ts_type(annotation: Any) -> str:
    """Render an annotation as a TypeScript type; raise TypeError if that is not supported."""
    if (name := named_type(annotation)) is not None:
        return name
    if isinstance(annotation, type) and annotation in PRIMITIVES:
        return PRIMITIVES[annotation]
    if inspect.isclass(annotation) and issubclass(annotation, (Message, errors.ErrorCode)):
        return annotation.__name__
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(f"'{value}'" for value in inner)
    if origin is Annotated:
        return ts_type(inner[0])
    if origin in (Union, UnionType):
        return " | ".join(ts_type(part) for part in inner)
    if origin is list:
        item = ts_type(inner[0])
        return f"({item})[]" if " " in item else f"{item}[]"
    if origin is dict:
        return f"Record<{ts_type(inner[0])}, {' | '.join(map(ts_type, get_args(inner[1])))}>"
    raise TypeError(f"{annotation!r} cannot be rendered as a TypeScript type")


def is_optional(info: FieldInfo, sent: bool) -> bool:
    """Tell whether a field may be absent: the host always sends its defaults, the extension does not."""
    return sent and not info.is_required()


def present_type(info: FieldInfo) -> Any:
    """Return the annotation of an optional field without None: a request omits the field instead."""
    parts = [part for part in get_args(info.annotation) if part is not NoneType]
    return parts[0] if NoneType in get_args(info.annotation) else info.annotation


def field_line(name: str, info: FieldInfo, sent: bool) -> str:
    """Render a field of an interface."""
    if is_optional(info, sent):
        return f"  {name}?: {ts_type(present_type(info))};"
    return f"  {name}: {ts_type(info.annotation)};"


def doc_comment(text: str) -> str:
    """Render a docstring as a doc comment."""
    lines = inspect.cleandoc(text).splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def interface(model: type[Message]) -> str:
    """Render a model as an interface."""
    fields = [field_line(name, info, is_sent(model)) for name, info in model.model_fields.items()]
    return "\n".join(
        [doc_comment(model.__doc__ or ""), f"export interface {model.__name__} {{", *fields, "}"]
    )


def type_alias(name: str, parts: Iterable[str]) -> str:
    """Render a union type, on one line if it fits."""
    parts = list(parts)
    line = f"export type {name} = {' | '.join(parts)};"
    if len(line) <= LINE_WIDTH:
        return line
    return "\n".join([f"export type {name} =", *(f"  | {part}" for part in parts)]) + ";"


def string_union(constant: str, name: str, values: Iterable[str]) -> str:
    """Render a closed list of strings as a constant and as a type."""
    quoted = [f"'{value}'" for value in values]
    line = f"export const {constant} = [{', '.join(quoted)}] as const;"
    if len(line) > LINE_WIDTH:
        line = "\n".join([f"export const {constant} = [", *(f"  {item}," for item in quoted), "] as const;"])
    return f"{line}\nexport type {name} = (typeof {constant})[number];"


def max_length(text_type: Any) -> int:
    """Return the maximum length, in characters, of an annotated text type."""
    field_info: FieldInfo = get_args(text_type)[1]
    return next(rule.max_length for rule in field_info.metadata if isinstance(rule, MaxLen))


def reply_types() -> str:
    """Render which replies each request can have."""
    rows = [
        f"  {literal_tag(request)}: [{', '.join(repr(literal_tag(reply)) for reply in REPLIES[request])}],"
        for request in requests()
    ]
    return "\n".join(
        [
            "/** The types of the successful replies to each request; `failure` is always possible. */",
            "export const REPLY_TYPES = {",
            *rows,
            "} as const satisfies Record<Request['type'], readonly Reply['type'][]>;",
            "export type ReplyTo<R extends Request> = Extract<Reply, "
            "{ type: (typeof REPLY_TYPES)[R['type']][number] }>;",
        ]
    )


def render_parts() -> str:
    """Render src/protocol-parts.ts."""
    scalar = type_alias("Scalar", map(ts_type, get_args(errors.Scalar)))
    blocks = [
        "// What messages are made of: values and `Failure`, generated from the host's message_parts.py.",
        "/** What went wrong, grouped by who has to act; `_locales` has a text for each. */\n"
        + string_union("ERROR_CODES", "ErrorCode", errors.ErrorCode),
        "/** Why the agent is asked before a call, or why it is refused. */\n"
        + string_union("REASONS", "Reason", get_args(message_parts.Reason)),
        string_union("TRIGGERS", "Trigger", get_args(message_parts.Trigger)),
        string_union("NUMBER_TYPES", "NumberType", get_args(message_parts.NumberType)),
        string_union("DECISIONS", "Decision", get_args(message_parts.Decision)),
        string_union("CALL_STATES", "CallState", get_args(message_parts.CallState)),
        "/** How a call can end: what Voiso documents for click-to-call. */\n"
        + string_union("DISPOSITIONS", "Disposition", get_args(message_parts.Disposition)),
        string_union("FOLLOW_STATES", "FollowState", get_args(message_parts.FollowState)),
        string_union("KEY_STORES", "KeyStore", get_args(message_parts.KeyStore)),
        string_union("SETUP_FIELDS", "SetupField", get_args(message_parts.SetupField)),
        string_union("SETUP_CHECK_NAMES", "SetupCheckName", get_args(message_parts.SetupCheckName)),
        string_union("CHECK_OUTCOMES", "CheckOutcome", get_args(message_parts.CheckOutcome)),
        f"{scalar}\nexport type ErrorParams = Record<string, Scalar | string[]>;",
        *(interface(model) for model in models() if is_part(model)),
    ]
    return "\n\n".join(blocks) + "\n"


def render_module() -> str:
    """Render src/protocol.ts."""
    limited = {
        "number": message_parts.NumberText,
        "original_text": message_parts.OriginalText,
        "page_origin": message_parts.Origin,
    }
    lengths = ", ".join(f"{name}: {max_length(text_type)}" for name, text_type in limited.items())
    interfaces = [
        interface(model) for model in models() if model is not messages.ReplyEnvelope and not is_part(model)
    ]
    blocks = [
        HEADER.format(imports=part_imports("\n".join(interfaces))).rstrip(),
        "/** The maximum length, in characters, of these texts of a request. */\n"
        f"export const MAX_LENGTHS = {{ {lengths} }} as const;",
        *interfaces,
        type_alias("Request", (model.__name__ for model in requests())),
        type_alias("Reply", (model.__name__ for model in replies())),
        reply_types(),
    ]
    return "\n\n".join(blocks) + "\n"


def part_imports(text: str) -> str:
    """Render the import of the parts that a text and the union of replies name."""
    parts = ["ErrorCode", "ErrorParams", "Failure", *(name for name in NAMED_TYPES if name not in UNIONS)]
    used = sorted({name for name in parts if re.search(rf"\b{name}\b", text)} | {"Failure"})
    lines = "\n".join(f"  {name}," for name in used)
    return f"import type {{\n{lines}\n}} from './protocol-parts.ts';"


def is_part(model: type[Message]) -> bool:
    """Tell whether a model is a part of messages, and so not in src/protocol.ts."""
    return model.__module__ == message_parts.__name__
