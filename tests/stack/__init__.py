"""The real stack: PostgreSQL, Redis, several processes, and nginx where a case needs it."""
