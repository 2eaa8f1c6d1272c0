"""Search in the messages of one's rooms.

grammar: what somebody asked for. results: the messages that answer it, as far as one may read
them. sqlite, postgresql: how each database finds words, which `index` chooses.
"""
