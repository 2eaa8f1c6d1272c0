"""What programs send and are sent: JSON texts, each a frame of its own."""

import json
from typing import Any


def to_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | bytes) -> Any:
    """What the text says. Raises ValueError or RecursionError, for halves of characters too."""
    text = text.decode() if isinstance(text, bytes) else text  # `loads` would take halves
    data = json.loads(text)
    if "\\u" in text:
        json.dumps(data, ensure_ascii=False).encode()
    return data


def frame(topic: str, seq: int, event: str, **more: Any) -> str:
    """What happened in a topic, of which `seq` is the number then."""
    return to_json({"topic": topic, "seq": seq, "event": event, **more})


def changes_frame(topic: str, seq: int, changes: list[str]) -> str:
    """The changes up to that number; each is the text of an object."""
    return f'{frame(topic, seq, "changes")[:-1]},"changes":[{",".join(changes)}]}}'


def gap_frame(topic: str, seq: int, since: int) -> str:
    """There is more between these numbers than is sent: it is read by HTTP."""
    return frame(topic, seq, "gap", since=since)
