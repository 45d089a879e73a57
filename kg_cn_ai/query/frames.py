"""Frames, in which the process that asks and the one that answers speak to each other.

Eight bytes (header length, body length, both unsigned 32-bit big-endian), a JSON header in UTF-8, a body.
"""

import json
import struct
from typing import IO, Any, Final

LENGTHS: Final = struct.Struct(">II")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame's header and body; None at the end of the stream, also in the middle of a frame."""
    head = stream.read(LENGTHS.size)
    if len(head) < LENGTHS.size:
        return None
    header_length, body_length = LENGTHS.unpack(head)
    header, body = stream.read(header_length), stream.read(body_length)
    if len(header) < header_length or len(body) < body_length:
        return None
    return json.loads(header), body


def frame(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame's head: its lengths and its header; the body of so many bytes comes behind it."""
    data = _ENCODER.encode(header).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(data), len(body)) + data


def write_frame(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame and flush."""
    stream.write(frame(header, body))
    stream.write(body)
    stream.flush()
