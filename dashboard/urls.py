from django.urls import include, path

from dashboard.audit import views as audit
from dashboard.groups import views as groups
from dashboard.jobs import views as jobs
from dashboard.moderation import announcements, bots, counters, people, person_actions, rooms
from dashboard.stats import views as stats
from dashboard.webhooks import views as webhooks

urlpatterns = [
    path("", stats.overview, name="dashboard"),
    path("people/", people.people, name="dashboard-people"),
    path("people/invitation/rotate/", people.rotate_invitation, name="invitation-rotate"),
    path("people/<int:pk>/", people.person, name="dashboard-person"),
    path("people/<int:pk>/deactivate/", person_actions.deactivate, name="person-deactivate"),
    path("people/<int:pk>/reactivate/", person_actions.reactivate, name="person-reactivate"),
    path("people/<int:pk>/sessions/end/", person_actions.end_sessions, name="person-end-sessions"),
    path("people/<int:pk>/staff/make/", person_actions.make_staff, name="person-make-staff"),
    path("people/<int:pk>/staff/unmake/", person_actions.unmake_staff, name="person-unmake-staff"),
    path("bots/", bots.bots, name="dashboard-bots"),
    path("bots/<int:pk>/", bots.bot, name="dashboard-bot"),
    path("bots/<int:pk>/rooms/add/", bots.add_to_room, name="bot-room-add"),
    path("bots/<int:pk>/rooms/remove/", bots.remove_from_room, name="bot-room-remove"),
    path("rooms/", rooms.rooms, name="dashboard-rooms"),
    path("rooms/<slug:slug>/", rooms.room, name="dashboard-room"),
    path("rooms/<slug:slug>/members/add/", rooms.add_member, name="dashboard-member-add"),
    path(
        "rooms/<slug:slug>/members/<int:pk>/remove/",
        rooms.remove_member,
        name="dashboard-member-remove",
    ),
    path("rooms/<slug:slug>/archive/", rooms.archive, name="dashboard-room-archive"),
    path("rooms/<slug:slug>/restore/", rooms.restore, name="dashboard-room-restore"),
    path("groups/", groups.groups, name="dashboard-groups"),
    path("groups/<int:pk>/", groups.group, name="dashboard-group"),
    path("groups/<int:pk>/people/add/", groups.add, name="group-add"),
    path("groups/<int:pk>/people/remove/", groups.remove, name="group-remove"),
    path("groups/<int:pk>/delete/", groups.delete, name="group-delete"),
    path("counters/", counters.counters, name="dashboard-counters"),
    path("counters/<slug:slug>/delete/", counters.delete, name="counter-delete"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/new/", announcements.new, name="announcement-new"),
    path("announcements/<int:pk>/edit/", announcements.edit, name="announcement-edit"),
    path("announcements/<int:pk>/withdraw/", announcements.withdraw, name="announcement-withdraw"),
    path("support/", include("dashboard.support.urls")),
    path("jobs/", jobs.jobs, name="dashboard-jobs"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="job-retry"),
    path("jobs/<int:pk>/drop/", jobs.drop, name="job-drop"),
    path("webhooks/", webhooks.deliveries, name="dashboard-webhooks"),
    path("webhooks/<int:pk>/again/", webhooks.send_again, name="delivery-again"),
    path("audit/", audit.audit, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
]
