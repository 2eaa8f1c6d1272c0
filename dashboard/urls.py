from django.urls import path

from dashboard.views import announcements, audit, overview

urlpatterns = [
    path("", overview.overview, name="dashboard"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/new/", announcements.new, name="announcement-new"),
    path("announcements/<int:pk>/edit/", announcements.edit, name="announcement-edit"),
    path("announcements/<int:pk>/withdraw/", announcements.withdraw, name="announcement-withdraw"),
    path("audit/", audit.audit, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
]
