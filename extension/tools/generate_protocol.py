"""Generates the extension's side of the protocol from the host's models: messages, parts and guards."""

import sys

import protocol_guards
import protocol_types
from generated_file import GeneratedFile, write_or_check

if __name__ == "__main__":
    sys.exit(
        write_or_check(
            "the host's messages.py",
            GeneratedFile("src/protocol-parts.ts", protocol_types.render_parts()),
            GeneratedFile("src/protocol.ts", protocol_types.render_module()),
            GeneratedFile("src/protocol-guards.ts", protocol_guards.render_module()),
        )
    )
