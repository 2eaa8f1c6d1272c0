from functools import lru_cache

from rooms.live.metrics import metrics

WHOLE_TEXT = 0x81
"First byte of a frame that is a whole text message (RFC 6455, 5.2)."


@lru_cache(maxsize=16)
def framed(text: str) -> tuple[bytes, int]:
    """The text as one WebSocket frame, and the size of its payload in bytes."""
    metrics["framings"] += 1
    payload = text.encode()
    size = len(payload)
    if size < 126:
        head = bytes((WHOLE_TEXT, size))
    elif size < 1 << 16:
        head = bytes((WHOLE_TEXT, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((WHOLE_TEXT, 127)) + size.to_bytes(8, "big")
    return head + payload, size
