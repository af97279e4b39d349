"""A host that only passes a call on: no settings, checks or journal, and a request that is written by hand.

Its first argument is the URL that calls are sent to. Like ours it is a process that reads messages and
replies to each, so that what it costs is what any host written in Python costs.
"""

import json
import os
import socket
import sys

REPLIES = {
    "hello": {"type": "hello", "host_version": "0", "protocol": {"min": 1, "max": 1}, "capabilities": []},
    "warm_up": {"type": "warmed_up"},
}
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
    if request["type"] == "place_call":
        call_id = json.loads(post(request["number"]))["call"]["id"]
        reply: object = {"type": "call_placed", "call_id": call_id, "number": request["number"]}
    else:
        reply = REPLIES[request["type"]]
    answer = json.dumps({"id": message["id"], "reply": reply}).encode()
    os.write(1, len(answer).to_bytes(4, sys.byteorder) + answer)
