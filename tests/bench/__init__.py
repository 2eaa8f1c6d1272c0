"""How fast Hearth is: `python -m tests.bench`. README.md says how it is measured."""
