from rooms.models import in_range as in_range  # registers lookups
from rooms.models import topics as topics  # registers them
from rooms.models.announcement import Announcement, AnnouncementReading
from rooms.models.attempt import Attempt
from rooms.models.audit import AuditEntry, record
from rooms.models.connection import Connection
from rooms.models.counter import Counter, CounterBump
from rooms.models.group import Group
from rooms.models.incoming_webhook import IncomingWebhook
from rooms.models.job import Job
from rooms.models.membership import Membership
from rooms.models.message import Message
from rooms.models.notification import Notification, notify
from rooms.models.reaction import Reaction
from rooms.models.room import Room
from rooms.models.sent_form import SentForm
from rooms.models.site import Site
from rooms.models.socket_pass import SocketPass
from rooms.models.support_desk import SupportDesk
from rooms.models.support_duty import SupportDuty
from rooms.models.support_note import SupportNote
from rooms.models.support_reply import SupportReply
from rooms.models.support_subject import SupportSubject
from rooms.models.support_tag import SupportTag
from rooms.models.support_ticket import Ticket
from rooms.models.token import Token
from rooms.models.token_family import TokenFamily
from rooms.models.user import User
from rooms.models.webhook import Webhook
from rooms.models.webhook_delivery import WebhookDelivery

__all__ = [
    "Announcement",
    "AnnouncementReading",
    "Attempt",
    "AuditEntry",
    "Connection",
    "Counter",
    "CounterBump",
    "Group",
    "IncomingWebhook",
    "Job",
    "Membership",
    "Message",
    "Notification",
    "Reaction",
    "Room",
    "SentForm",
    "Site",
    "SocketPass",
    "SupportDesk",
    "SupportDuty",
    "SupportNote",
    "SupportReply",
    "SupportSubject",
    "SupportTag",
    "Ticket",
    "Token",
    "TokenFamily",
    "User",
    "Webhook",
    "WebhookDelivery",
    "notify",
    "record",
]
