"""What programs get, compared with pages: messages to 1,000 sockets, posts, a page of messages."""

from statistics import median

from tests.bench import site
from tests.bench.pages_per_second import visit
from tests.bench.posts import IN_FLIGHT, PAGES
from tests.bench.runner import generate_load, progress
from tests.bench.servers import hearth

IN_FLIGHT_TO_ALL = 40
MESSAGES = f"/api/v1/rooms/{site.READING_ROOM.split('/')[2]}/messages/"
COLUMNS = "                              pages    programs   ratio"
LABELS = {
    "deliveries": "messages delivered/s",
    "posts": "posts/s, socket and HTTP",
    "reads": "50 messages/s, HTML and JSON",
    "empty": "empty view and posts by HTTP/s",
}


def measure(runner):
    """Medians of alternating rounds: {what: {"pages", "programs", "ratio"}}."""
    rounds = {name: [] for name in LABELS}
    tokens = site.tokens(PAGES)
    for number in range(runner.effort.rounds):
        progress(f"api, round {number + 1} of {runner.effort.rounds}")
        rounds["deliveries"].append([_deliveries(runner, name) for name in ("hearth", "programs")])
        by_http, empty = _posts_by_http(runner, tokens)
        rounds["posts"].append([_posts(runner), by_http])
        rounds["empty"].append([empty, by_http])
        rounds["reads"].append(_reads(runner, tokens[0]))
    return {name: _medians(found) for name, found in rounds.items()}


def _medians(found):
    return {
        "pages": median(pages for pages, _ in found),
        "programs": median(programs for _, programs in found),
        "ratio": median(programs / pages for pages, programs in found),
    }


def _deliveries(runner, name):
    *_, figures = runner.run(
        name,
        {"do": "open_pages", "pages": max(runner.effort.sizes)},
        {"do": "idle", "seconds": 1},
        {
            "do": "keep_in_flight",
            "in_flight": IN_FLIGHT_TO_ALL,
            "seconds": runner.effort.seconds,
        },
    )["steps"]
    return figures["deliveries"]


def _posts(runner):
    *_, figures = runner.run(
        "hearth",
        {"do": "open_pages", "pages": PAGES},
        {"do": "idle", "seconds": 1},
        {"do": "keep_in_flight", "in_flight": IN_FLIGHT, "seconds": 2 * runner.effort.seconds},
        keys=runner.keys[:PAGES],
    )["steps"]
    return figures["posts"]


def _posts_by_http(runner, tokens):
    """Posts per second, and what a view that does nothing answers to one visitor."""
    with hearth(runner.folder, runner.keys[:1], "tests.bench.settings") as job:
        work = {"tokens": tokens, "connections": IN_FLIGHT, "seconds": 2 * runner.effort.seconds}
        posts = generate_load("tests.bench.http_posts", work | {"origin": job["origins"][0]})
        job, _ = visit(job)
        empty = {"path": "/bench/empty/", "seconds": runner.effort.seconds}
        return posts, generate_load("tests.bench.browse", job | empty)["pages"]


def _reads(runner, token):
    """Of the same fifty messages as a room's page and as JSON."""
    with hearth(runner.folder, runner.keys[:1]) as job:
        job, _ = visit(job)
        program = job | {"headers": {"Authorization": f"Bearer {token}"}}
        asked = ((job, site.READING_ROOM), (program, MESSAGES))
        return [
            generate_load(
                "tests.bench.browse", each | {"path": path, "seconds": runner.effort.seconds}
            )["pages"]
            for each, path in asked
        ]


def lines(figures):
    yield "Programs compared with pages"
    yield COLUMNS
    for name, label in LABELS.items():
        got = figures[name]
        yield f"{label:31}{got['pages']:10,.0f}{got['programs']:12,.0f}{got['ratio']:8.2f}"
