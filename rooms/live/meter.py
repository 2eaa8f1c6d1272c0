"""What this process has done since it started: plain counts, for tests and for staff."""

from collections import Counter

meter = Counter()
