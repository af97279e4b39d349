"""Writes the host's protocol as TypeScript, so that both sides read the same words: src/protocol.ts.

It writes the file; with `--check` it exits 1 where the file is stale. The layout is that of `biome`.
"""

import inspect
import sys
from collections.abc import Iterable
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from voiso_call import errors
from voiso_call.install import native_manifest
from voiso_call.protocol import handshake, messages
from voiso_call.protocol.messages import Message

TARGET = Path(__file__).parents[1] / "src/protocol.ts"
WIDTH = 110  # columns, as in biome.jsonc

# A request's good answers; `failure` is always possible. The one thing messages.py does not say.
ANSWERS: dict[type[Message], tuple[type[Message], ...]] = {
    messages.Hello: (messages.HelloReply,),
    messages.GetStatus: (messages.Status,),
    messages.WarmUp: (messages.WarmedUp,),
    messages.CheckNumber: (messages.NumberChecked,),
    messages.PlaceCall: (messages.CallPlaced, messages.ConfirmationNeeded),
    messages.GetHistory: (messages.History,),
}

NAMED: dict[str, Any] = {  # annotations that keep their name
    "ErrorParams": errors.ErrorParams,
    "Scalar": errors.Scalar,
    "Trigger": messages.Trigger,
    "NumberType": messages.NumberType,
    "Decision": messages.Decision,
    "Reason": messages.Reason,
    "CallState": messages.CallState,
    "Request": get_args(messages.Request)[0],  # a field keeps its annotation and its metadata apart
    "Reply": get_args(messages.Reply)[0],
}
PRIMITIVES = {str: "string", int: "number", bool: "boolean", NoneType: "null"}

HEAD = f"""\
// What extension and host can say to each other; generate_protocol.py writes it from the host's messages.py.

export const HOST_NAME = '{native_manifest.HOST_NAME}';

/** The protocol versions that this extension speaks, both ends included. */
export const PROTOCOL_MIN = {handshake.PROTOCOL_MIN};
export const PROTOCOL_MAX = {handshake.PROTOCOL_MAX};
"""


def members(union: Any) -> tuple[type[Message], ...]:
    """List the models of a discriminated union."""
    return get_args(get_args(union)[0])


def tag(model: type[Message]) -> str:
    """Tell the `type` that a request or a reply carries."""
    name: str = get_args(model.model_fields["type"].annotation)[0]
    return name


def typed(annotation: Any) -> str:
    """Say one annotation in TypeScript."""
    for name, known in NAMED.items():
        if annotation == known:
            return name
    if isinstance(annotation, type) and annotation in PRIMITIVES:
        return PRIMITIVES[annotation]
    if inspect.isclass(annotation) and issubclass(annotation, (Message, errors.Code)):
        return annotation.__name__
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(f"'{value}'" for value in inner)
    if origin is Annotated:
        return typed(inner[0])
    if origin in (Union, UnionType):
        return " | ".join(typed(part) for part in inner)
    if origin is list:
        item = typed(inner[0])
        return f"({item})[]" if " " in item else f"{item}[]"
    if origin is dict:
        return f"Record<{typed(inner[0])}, {' | '.join(map(typed, get_args(inner[1])))}>"
    raise TypeError(f"{annotation!r} has no words in TypeScript yet")


def field(name: str, info: FieldInfo, sent: bool) -> str:
    """Say one field. What a request may leave out is left out; a reply always says null."""
    if not sent or info.is_required():
        return f"  {name}: {typed(info.annotation)};"
    parts = [part for part in get_args(info.annotation) if part is not NoneType]
    bare = parts[0] if NoneType in get_args(info.annotation) else info.annotation
    return f"  {name}?: {typed(bare)};"


def comment(text: str) -> str:
    """Carry a docstring over."""
    lines = inspect.cleandoc(text).splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def interface(model: type[Message], sent: bool) -> str:
    """Say one model."""
    fields = [field(name, info, sent) for name, info in model.model_fields.items()]
    return "\n".join([comment(model.__doc__ or ""), f"export interface {model.__name__} {{", *fields, "}"])


def alias(name: str, parts: Iterable[str]) -> str:
    """Say a union, on one line where it fits."""
    parts = list(parts)
    line = f"export type {name} = {' | '.join(parts)};"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"export type {name} =", *(f"  | {part}" for part in parts)]) + ";"


def words(constant: str, name: str, values: Iterable[str]) -> str:
    """Say a closed list of words, as values and as a type."""
    quoted = [f"'{value}'" for value in values]
    line = f"export const {constant} = [{', '.join(quoted)}] as const;"
    if len(line) > WIDTH:
        line = "\n".join([f"export const {constant} = [", *(f"  {word}," for word in quoted), "] as const;"])
    return f"{line}\nexport type {name} = (typeof {constant})[number];"


def longest(text: Any) -> int:
    """Tell how many characters a kind of text may have."""
    field_info: FieldInfo = get_args(text)[1]
    return next(rule.max_length for rule in field_info.metadata if isinstance(rule, MaxLen))


def answers() -> str:
    """Say which replies answer which request."""
    rows = [
        f"  {tag(request)}: [{', '.join(repr(tag(reply)) for reply in ANSWERS[request])}],"
        for request in members(messages.Request)
    ]
    return "\n".join(
        [
            "/** The good answers to each request; `failure` is always possible. */",
            "export const ANSWERS = {",
            *rows,
            "} as const satisfies Record<Request['type'], readonly Reply['type'][]>;",
            "export type ReplyTo<R extends Request> = Extract<Reply, "
            "{ type: (typeof ANSWERS)[R['type']][number] }>;",
        ]
    )


def everything() -> str:
    """Write the whole file."""
    requests, replies = members(messages.Request), members(messages.Reply)
    spoken = [
        model
        for model in vars(messages).values()
        if inspect.isclass(model) and issubclass(model, Message) and model.__module__ == messages.__name__
    ]
    models = [model for model in spoken if model is not Message]
    sent = {messages.Source, messages.RequestEnvelope, *requests}
    lists = ("Trigger", "NumberType", "Decision", "CallState")
    scalar = alias("Scalar", map(typed, get_args(errors.Scalar)))
    blocks = [
        HEAD.rstrip(),
        "/** Characters that these texts of a request may have. */\n"
        f"export const LIMITS = {{ number: {longest(messages.NumberText)}, "
        f"original_text: {longest(messages.OriginalText)}, page: {longest(messages.Origin)} }} as const;",
        "/** What went wrong, grouped by who must act; each has its sentence in `_locales`. */\n"
        + words("CODES", "Code", errors.Code),
        "/** Why the agent is asked before a call, or why there is none. */\n"
        + words("REASONS", "Reason", get_args(messages.Reason)),
        *(alias(name, (f"'{word}'" for word in get_args(NAMED[name]))) for name in lists),
        f"{scalar}\nexport type ErrorParams = Record<string, Scalar | string[]>;",
        *(interface(model, model in sent) for model in models),
        alias("Request", (model.__name__ for model in requests)),
        alias("Reply", (model.__name__ for model in replies)),
        answers(),
    ]
    return "\n\n".join(blocks) + "\n"


def main() -> int:
    """Write the file, or check it."""
    text = everything()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(
        "src/protocol.ts is not what the host's messages.py says:\n"
        "  1. python extension/tools/generate_protocol.py   2. commit extension/src/protocol.ts\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
