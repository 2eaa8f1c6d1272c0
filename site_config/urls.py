from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from dashboard.stats.views import metrics
from rooms.accounts.views.profile import SignOut, admin_sign_in

handler500 = "rooms.site.unavailable.error_500"

urlpatterns = [
    # Before the admin's own, which neither end open pages nor say that somebody has to wait.
    path("admin/logout/", SignOut.as_view()),
    path("admin/login/", admin_sign_in),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
    path("dashboard/", include("dashboard.urls")),
    path("metrics", metrics, name="metrics"),
    path("", include("rooms.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("__reload__/", include("django_browser_reload.urls")))
