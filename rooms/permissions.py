"""Who may do what, beyond being a member, which is what gives access at all."""

from django.core.exceptions import PermissionDenied


def require(allowed, text):
    """Refuse with 403 and this text, unless it is allowed."""
    if not allowed:
        raise PermissionDenied(text)


def can_write(room):
    return not room.is_archived


def can_react(user, message):
    """Answer with an emoji: every member, while the room is not archived."""
    return can_write(message.room)


def can_edit(user, message):
    """Change the text: its author alone, while the room is not archived."""
    return message.author_id == user.pk and can_write(message.room)


def can_delete(user, message):
    """Delete the text: its author or staff, while the room is not archived."""
    return (message.author_id == user.pk or user.is_staff) and can_write(message.room)


def can_make_rooms(user):
    """Every person. A bot is only where people add it."""
    return user.is_person


def can_manage(user, room):
    """Rename, archive, restore, choose members: who made the room, or staff in it."""
    return room.is_named and (room.creator_id == user.pk or user.is_staff)


def can_choose_members(user, room):
    return room.kind == room.CLOSED and can_manage(user, room)


def can_leave(room):
    """Only a closed room can be left; open and direct rooms keep their members."""
    return room.kind == room.CLOSED


def can_bump(user, counter):
    """As the counter is set; staff always. Not while its room is archived."""
    if counter.room and not can_write(counter.room):
        return False
    if user.is_staff or counter.bumpers == counter.EVERYONE:
        return True
    is_for_group = counter.bumpers == counter.GROUP and counter.group_id is not None
    return is_for_group and user.groups.filter(pk=counter.group_id).exists()


def can_manage_counters(user):
    """Make and edit counters, set them and reset them to 0."""
    return user.is_staff


def can_announce(user):
    return user.is_staff


def can_manage_people(user):
    """See every account, see and rotate the invitation link."""
    return user.is_staff


def can_notify(user, person):
    """Tell somebody something by a notification: oneself; others as staff or as a bot."""
    return person == user or user.is_staff or user.is_bot


def can_read_audit(user):
    return user.is_staff


def can_keep_bots(user):
    """Make bots, choose their rooms, deactivate them."""
    return user.is_staff


def can_keep_tokens(user, holder):
    """Make and revoke tokens: one's own; those of a bot as staff or as its owner."""
    return holder == user or (holder.is_bot and (user.is_staff or holder.owner_id == user.pk))


def can_keep_webhooks(user, bot):
    """Make and remove webhooks of a bot: staff, and its owner."""
    return bot.is_bot and can_keep_tokens(user, bot)


def can_keep_groups(user):
    """See the groups and make new ones."""
    return user.is_staff


def can_keep_group(user, group):
    """Rename and delete it, choose its people: staff, but of one with rights only superusers."""
    return user.is_staff and (user.is_superuser or not group.permissions.exists())


def can_see_stats(user):
    """See the dashboard's figures."""
    return user.is_staff


def can_manage_person(user, person):
    """Deactivate, end the sessions, make staff: staff, but of superusers only superusers."""
    return user.is_staff and (user.is_superuser or not person.is_superuser)


def can_administer(user, person):
    """Change the account in the administration, its password too: not of who has more rights."""
    if user.is_superuser or person.is_superuser:
        return user.is_superuser
    return user.has_perms(person.get_all_permissions())


def can_serve(user):
    """Read the conversations of the support desk, take and answer them: staff, admitted bots."""
    return user.is_agent


def can_move(user, ticket):
    """Hand over, close, reopen, set aside a conversation: staff; bots those that they have."""
    return user.is_staff or ticket.agent_id == user.pk
