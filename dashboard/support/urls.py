from django.urls import path

from dashboard.support import replies, reports, settings, tickets, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("outbox/", tickets.outbox, name="desk-outbox"),
    path("outbox/lines/", tickets.lines, name="desk-lines"),
    path("figures/", reports.figures, name="desk-figures"),
    path("figures.csv", reports.figures_csv, name="desk-figures-csv"),
    path("replies/", replies.replies, name="desk-replies"),
    path("replies/<int:pk>/", replies.reply, name="desk-reply"),
    path("replies/<int:pk>/delete/", replies.delete, name="desk-reply-delete"),
    path("settings/", settings.settings, name="desk-settings"),
    path("duty/", views.duty, name="desk-duty"),
    path("take/", views.take, name="ticket-take"),
    path("hand-over/", views.hand_over, name="ticket-hand-over"),
    path("give-back/", views.give_back, name="ticket-give-back"),
    path("close/", views.close, name="ticket-close"),
    path("reopen/", views.reopen, name="ticket-reopen"),
    path("snooze/", views.snooze, name="ticket-snooze"),
    path("urgent/", views.urgent, name="ticket-urgent"),
    path("note/", tickets.note, name="ticket-note"),
    path("tag/", tickets.tag, name="ticket-tag"),
    path("untag/", views.untag, name="ticket-untag"),
    path("<slug:slug>/", tickets.ticket, name="dashboard-ticket"),
    path("<slug:slug>/replies/", replies.find, name="ticket-replies"),
    path("<slug:slug>/replies/<int:pk>/", replies.insert, name="ticket-reply"),
    path("<slug:slug>/older/", tickets.older, name="ticket-older"),
]
