"""Root addresses: pages at /, log-in at /auth/, the API at /api/v1/."""

from __future__ import annotations

from django.urls import include, path

from innercircle.web.errors import not_found

urlpatterns = [
    path("auth/email/", not_found),  # an administrator vouches for addresses; nobody changes their own
    path("auth/", include("allauth.urls")),
    path("api/v1/", include("innercircle.api.urls")),
    path("", include("innercircle.web.urls")),
]

handler400 = "innercircle.web.errors.bad_request"
handler403 = "innercircle.web.errors.forbidden"
handler404 = "innercircle.web.errors.not_found"
handler500 = "innercircle.web.errors.server_error"
