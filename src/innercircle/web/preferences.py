"""A person's own settings: theme, language, time zone; the theme works before log-in too."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from innercircle.access.actions import change_own_settings
from innercircle.access.models import User

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
YEAR = 365 * 24 * 3600  # seconds
COUNTRYLESS = ("Etc/", "SystemV/", "posix/", "right/")


class SettingsForm(forms.Form):
    """Language and clock of one person."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Times on pages are shown on this clock. Months are always counted on the account's own."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched
        zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(COUNTRYLESS))
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in ["UTC", *zones]]  # type: ignore[attr-defined]


def theme_of(request: HttpRequest) -> str:
    """The theme this browser chose: light, dark, or auto for the system's own."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie and go back; what is not a theme is the system's own."""
    answer = _back(request)
    wanted = request.POST.get("theme", "")
    chosen = wanted if wanted in THEMES else "auto"
    answer.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return answer


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language with the person, or in a cookie before log-in, and go back."""
    wanted = request.POST.get("language", "")
    answer = _back(request)
    if wanted not in dict(settings.LANGUAGES):
        return answer
    user = request.user
    if isinstance(user, User):
        change_own_settings(by=user, at=timezone.now(), time_zone=user.time_zone, language=wanted)
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer


def own_settings(request: HttpRequest) -> HttpResponse:
    """The page of one's own settings."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the log-in middleware lets nobody else through
    language = user.language or translation.get_language() or settings.LANGUAGE_CODE
    form = SettingsForm(request.POST or None, initial={"language": language, "time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        change_own_settings(by=user, at=timezone.now(), **form.cleaned_data)
        translation.activate(user.language)
        messages.success(request, _("Your settings are saved."))
        return redirect("settings")
    return render(request, "preferences/settings.html", {"form": form})


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if own else "/")


urls = [
    path("settings/", own_settings, name="settings"),
    path("settings/theme/", choose_theme, name="choose-theme"),
    path("settings/language/", choose_language, name="choose-language"),
]
