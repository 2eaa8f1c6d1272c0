"""A page's cursor: how far it has got, as the text in a hidden field, <epoch>.<number>."""

NO_CURSOR = -1
"The page needs its region rendered whole."


def read_cursor(text: str, epoch: str) -> int:
    """The number in the text; NO_CURSOR if the epoch differs or the text is no cursor."""
    theirs, _, seq = text.partition(".")
    is_number = seq.isascii() and seq.isdecimal() and len(seq) < 19
    return int(seq) if theirs == epoch and is_number else NO_CURSOR


def write_cursor(epoch: str, seq: int) -> str:
    return f"{epoch}.{seq}"
