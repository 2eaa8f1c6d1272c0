"""What one connection may send."""

FRAMES, FRAMES_PER_SECOND = 1_000, 20
"A burst, and what is added each second. An honest page flushes some 200 after an hour offline."
BYTES, BYTES_PER_SECOND = 16 * 1024 * 1024, 64 * 1024


class Budget:
    """Two leaky buckets, for frames and for bytes; it keeps the times when they will be empty."""

    __slots__ = ("_bytes_until", "_frames_until")

    def __init__(self):
        self._frames_until = self._bytes_until = 0.0

    def spend(self, now: float, frames: float = 0, size: int = 0) -> None:
        """Count frames and bytes; a negative number of frames gives some back."""
        if frames:
            self._frames_until = max(self._frames_until, now) + frames / FRAMES_PER_SECOND
        if size:
            self._bytes_until = max(self._bytes_until, now) + size / BYTES_PER_SECOND

    def wait(self, now: float) -> float:
        """Seconds until the connection is within its budget; 0 or less if it is."""
        return max(
            self._frames_until - now - FRAMES / FRAMES_PER_SECOND,
            self._bytes_until - now - BYTES / BYTES_PER_SECOND,
        )
