"""A host that only passes a call on: no settings, checks or journal, and a request that is written by hand.

Its first argument is the URL that calls are sent to. The second may be a JSON file with a reply to each kind
of request, which a browser needs: that of `place_call` gets the new call's ID. Like ours it is a process that
reads messages and replies to each, so that what it costs is what any host written in Python costs.
"""

import json
import os
import socket
import sys

REPLIES: dict[str, dict[str, object]] = {
    "hello": {"type": "hello", "host_version": "0", "protocol": {"min": 1, "max": 1}, "capabilities": []},
    "warm_up": {"type": "warmed_up"},
    "place_call": {"type": "call_placed"},
    "follow_call": {"type": "failure", "code": "internal", "detail": "not part of this host", "params": {}},
}
if len(sys.argv) > 2 and sys.argv[2].endswith(".json"):
    with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123 - pathlib would cost time
        REPLIES |= json.load(file)
port = int(sys.argv[1].rpartition(":")[2])
connection: socket.socket | None = None


def post(number: str) -> bytes:
    """Send the request, on the connection of the one before; return the answer."""
    global connection
    if connection is None:
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    body = json.dumps({"user_id": 1234, "phone_number": number.lstrip("+")}).encode()
    head = (
        "POST /api/v4/voice/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer test-key-all\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    answer = b""
    while b"\r\n\r\n" not in answer or answer[-1:] != b"}":
        answer += connection.recv(65536)
    return answer.partition(b"\r\n\r\n")[2]


def read(size: int) -> bytes:
    """Read from the browser; no bytes at the end of the input."""
    read = b""
    while len(read) < size and (chunk := os.read(0, size - len(read))):
        read += chunk
    return read


while header := read(4):
    message = json.loads(read(int.from_bytes(header, sys.byteorder)))
    request = message["request"]
    reply = REPLIES[request["type"]]
    if request["type"] == "place_call":
        reply["call_id"] = json.loads(post(request["number"]))["call"]["id"]
    answer = json.dumps({"id": message["id"], "reply": reply}).encode()
    os.write(1, len(answer).to_bytes(4, sys.byteorder) + answer)
