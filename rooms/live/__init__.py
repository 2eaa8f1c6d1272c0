"""The live core: feeds, hints, cursors, heartbeat. It knows no room and no message."""
