"""What programs are sent: JSON texts, each a frame of its own."""

import json
from typing import Any


def to_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def frame(topic: str, seq: int, event: str, **more: Any) -> str:
    """What happened in a topic, of which `seq` is the number then."""
    return to_json({"topic": topic, "seq": seq, "event": event, **more})


def changes_frame(topic: str, seq: int, changes: list[str]) -> str:
    """The changes up to that number; each is the text of an object."""
    return f'{frame(topic, seq, "changes")[:-1]},"changes":[{",".join(changes)}]}}'


def gap_frame(topic: str, seq: int, since: int) -> str:
    """There is more between these numbers than is sent: it is read by HTTP."""
    return frame(topic, seq, "gap", since=since)
