from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from dashboard.stats.views import metrics
from rooms.accounts.views.profile import SignOut

handler500 = "rooms.site.unavailable.error_500"

urlpatterns = [
    # Before the admin's own, which would not end open pages.
    path("admin/logout/", SignOut.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
    path("dashboard/", include("dashboard.urls")),
    path("metrics", metrics, name="metrics"),
    path("", include("rooms.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("__reload__/", include("django_browser_reload.urls")))
