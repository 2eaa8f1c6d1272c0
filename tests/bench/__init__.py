"""The benchmark: `python -m tests.bench`. README.md explains what it measures and how."""
