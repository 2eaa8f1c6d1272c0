"""How far a page has got, as the text that it keeps in a hidden field: <epoch>.<number>."""

AFRESH = -1


def read_cursor(text, epoch):
    """The number in the text; AFRESH if it is of another epoch or no cursor at all."""
    theirs, _, seq = text.partition(".")
    is_number = seq.isascii() and seq.isdecimal() and len(seq) < 19
    return int(seq) if theirs == epoch and is_number else AFRESH


def write_cursor(epoch, seq):
    return f"{epoch}.{seq}"
