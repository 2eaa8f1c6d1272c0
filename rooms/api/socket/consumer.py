"""The socket of a program: many topics as JSON, and calls that are answered."""

import logging

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext_lazy as _

from rooms.accounts.feeds import RightsFeed
from rooms.api.problems import problem_of
from rooms.api.rendering import person_json
from rooms.api.socket.calls import (
    NO_SUBJECT,
    ProgramCall,
    fields_of,
    find_action,
    is_about,
    kind_of_subject,
)
from rooms.api.socket.frames import read_action, read_frame, read_number, read_since
from rooms.api.socket.registry import ProgramRegistry
from rooms.api.socket.topics import NO_TOPIC, find_topic
from rooms.live.audience import PROGRAMS, audience_of
from rooms.live.client_address import address_of_socket
from rooms.live.consumer import COSTLY_FRAME, FAILED, LiveConsumer
from rooms.live.database import in_database
from rooms.live.json_frames import frame, to_json
from rooms.live.locks import is_unavailable
from rooms.live.metrics import metrics
from rooms.live.post_door import NOT_STORED, RETRY_AFTER
from rooms.live.rate import Call, Rate, check_in_batch
from rooms.live.refusal import Refused, log_refusal
from rooms.models.token import READ

logger = logging.getLogger(__name__)

SUBSCRIBE = Rate(300, 10)
MOST_TOPICS = 200
TOO_MANY = _("This socket follows %(most)d topics already, which is the most.")
ENDED = _("This token is not valid any more.")


class ProgramSocket(LiveConsumer):
    """One open socket of a program, which acts as the user of its token."""

    registry = ProgramRegistry()
    audience, joins_texts = PROGRAMS, False
    signals = {name: name for name in ("beat", "subscribe", "resume", "unsubscribe")}
    refusal = None
    "What keeps it out."
    words = audience_of(settings.LANGUAGE_CODE, settings.TIME_ZONE)
    "The language of its user."

    # Its life:

    def mount(self, principal, epoch):
        """Become the socket of this Principal."""
        user = principal.user
        self.principal, self.user_id, self.epoch = principal, user.pk, epoch
        self.topics, self.followed, self.names = {}, {}, {}
        "By name: what it follows, and the feeds of that. {as it was asked for: name}"
        self.address = address_of_socket(self.scope)
        self.words = audience_of(user.language, user.time_zone)

    def feeds(self):
        return [RightsFeed.of()]

    def opened(self):
        """Say as whom it acts, what it may do, and which history its numbers are of."""
        scopes = sorted(self.principal.scopes)
        user = person_json(self.principal.user)
        self.push(to_json({"event": "open", "user": user, "scopes": scopes, "epoch": self.epoch}))

    def closing_html(self, code):
        return self._error(None, self.refusal or Refused(ENDED, status=401))

    def ping(self, number, text, now):
        super().ping(number, to_json({"event": "beat", "n": number}), now)

    async def beat(self, number, data):
        await self.pong(data)

    # What comes in:

    async def handle(self, event):
        metrics["frames_in"] += 1
        number = None
        try:
            data = read_frame(event)
            number = read_number(data)
            await self._answer(number, data)
        except Refused as refusal:
            log_refusal(self.user_id, "frame", str(refusal))
            self.sender.charge(COSTLY_FRAME)
            self.push(self._error(number, refusal))
        except Exception as error:
            self.push(self._error(number, self._failure(error)))

    async def _answer(self, number, data):
        name = read_action(data)
        if name in self.signals:
            await getattr(self, self.signals[name])(number, data)
        else:
            self.push(await self._perform(number, find_action(name), data))

    async def _perform(self, number, action, data):
        subject, scope = None, action.scope
        if kind_of_subject(action):
            topic = await self._topic(action, str(data.get("topic", "")))
            subject, scope = topic.subject, topic.scope or scope
        self.principal.require(scope)
        return await action.handle(ProgramCall(self, number, subject), fields_of(data))

    async def _topic(self, action, name):
        """Known already if it is followed; the action looks at the right to it anyway."""
        if not is_about(action, name):
            raise Refused(NO_SUBJECT % {"kind": kind_of_subject(action)}, "topic")
        topic = self.topics.get(self.names.get(name, name))
        if not (topic and topic.keeps_subject):
            topic = await in_database(find_topic, self.principal.user, name)
        if topic.actions is not None and action.name not in topic.actions:
            raise Refused(NO_TOPIC, "topic", status=404)
        return topic

    def _failure(self, error):
        if isinstance(error, Error) and is_unavailable(error):
            logger.error("The database did not take a call of user %s: %s", self.user_id, error)
            return Refused(NOT_STORED, status=503, retry_after=RETRY_AFTER)
        metrics["errors"] += 1
        logger.exception("A call of user %s failed", self.user_id)
        return Refused(FAILED, status=500)

    # Topics:

    async def subscribe(self, number, data):
        """Follow a topic: from the number `since` on, or from now on."""
        since = read_since(data)
        if refusal := await check_in_batch(self.hub, Call(SUBSCRIBE, "subscribe", self.user_id)):
            raise refusal
        asked = str(data.get("topic", ""))
        topic = await in_database(find_topic, self.principal.user, asked)
        self.principal.require(topic.scope or READ)
        if len(self.topics) >= MOST_TOPICS and topic.name not in self.topics:
            raise Refused(TOO_MANY % {"most": MOST_TOPICS}, "topic")
        self._unfollow(topic.name)
        told = {"topic": topic.name, "slug": topic.slug, "seq": topic.seq}
        self.push(self._result(number, told))
        self.names[asked] = topic.name
        self._follow(topic, since)

    resume = subscribe

    async def unsubscribe(self, number, data):
        asked = str(data.get("topic", ""))
        name = self.names.get(asked, asked)
        if name not in self.topics:
            raise Refused(NO_TOPIC, "topic", status=404)
        self._unfollow(name)
        self.push(self._result(number, None))

    def lose(self, topics):
        """The user may not follow these any more."""
        for name in topics:
            if topic := self.topics.get(name):
                self._unfollow(name)
                problem = problem_of(Refused(NO_TOPIC, status=404))
                self.push(frame(name, topic.seq, "end", error=problem))

    def _follow(self, topic, since):
        feed = topic.feed()
        self.topics[topic.name], self.followed[topic.name] = topic, feed
        self.subscribed.append(feed)
        topic.join(feed, self, since)

    def _unfollow(self, name):
        if self.topics.pop(name, None):
            self.names = {asked: each for asked, each in self.names.items() if each != name}
            feed = self.followed.pop(name)
            self.subscribed.remove(feed)
            feed.unsubscribe(self)

    # What goes out:

    def _result(self, number, result):
        return to_json({"id": number, "result": result})

    def _error(self, number, refusal):
        with self.words.activated():
            return to_json({"id": number, "error": problem_of(refusal)})
