from rooms.live.delivery.fan_out import fan_out, write


class Crowd:
    """The pages that follow a feed side by side, and so are sent the same again and again.

    A server that takes framed text keeps their sockets in a row, ready to be written to. To
    gather a thousand of them anew takes 2 ms for each message.
    """

    def __init__(self):
        self.pages, self.row, self.others = {}, None, set()

    def __bool__(self):
        return bool(self.pages or self.others)

    def add(self, page):
        if not page.outbox.knows_what_waits:
            return self.others.add(page)
        writer = page.outbox.writer
        self.pages[writer] = page
        if self.row is None:
            self.row = writer.row()
        self.row.add(writer)

    def discard(self, page):
        self.others.discard(page)
        if page.outbox.knows_what_waits and self.pages.pop(page.outbox.writer, None):
            self.row.discard(page.outbox.writer)

    def push(self, text):
        """Push the same HTML to all of them, as `push` does to one page. Never waits."""
        if text and self.row:
            write(text, self.row, self.pages)
        fan_out(text, self.others)
