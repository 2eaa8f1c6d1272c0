WRONG_ADDRESS, SIGNED_OUT, NO_RIGHT, GONE = 4400, 4401, 4403, 4404
"Close codes after which a page does not come back."


class Rejected(Exception):
    """A page may not connect; its socket is closed with the code."""

    def __init__(self, code: int):
        self.code = code
