from tests.stack.conftest import make_stack, postgres, prepared, redis

__all__ = ["make_stack", "postgres", "prepared", "redis"]
