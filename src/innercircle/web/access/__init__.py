"""Pages of administration: users, teams, audit; and each person's own keys."""

from __future__ import annotations

from django.urls import path

from innercircle.web.access import audit, keys, teams, users

urls = [
    path("users/", users.users, name="users"),
    path("users.<str:kind>", users.users_export, name="users-export"),
    path("users/add/", users.add, name="user-add"),
    path("users/<int:pk>/", users.edit, name="user"),
    path("users/<int:pk>/password/", users.password, name="user-password"),
    path("teams/", teams.teams, name="teams"),
    path("teams.<str:kind>", teams.teams_export, name="teams-export"),
    path("teams/add/", teams.add, name="team-add"),
    path("teams/<int:pk>/", teams.edit, name="team"),
    path("teams/<int:pk>/delete/", teams.delete, name="team-delete"),
    path("audit/", audit.audit, name="audit"),
    path("audit.<str:kind>", audit.audit_export, name="audit-export"),
    path("settings/keys/", keys.keys, name="keys"),
    path("settings/keys/<int:pk>/revoke/", keys.revoke, name="key-revoke"),
]
