from django.urls import path

from rooms.accounts.views import join, people, profile, setup

urlpatterns = [
    path("setup/", setup.where, name="setup"),
    path("setup/<str:token>/", setup.setup, name="setup-with-token"),
    path("join/<str:token>/", join.join, name="join"),
    path("accounts/login/", profile.SignIn.as_view(), name="login"),
    path("accounts/logout/", profile.SignOut.as_view(), name="logout"),
    path("accounts/password/", profile.ChangePassword.as_view(), name="password"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
]
