"""Forms of people: contacts, their posts, colleagues; fields by name, never a whole model (THREATS T5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from innercircle.access.models import User
from innercircle.access.queries import teams
from innercircle.access.rules import may_administer
from innercircle.directory import queries
from innercircle.directory.models import Account, Affiliation, Colleague, Contact, Level
from innercircle.intake.rules.values import several
from innercircle.web.directory.fields import AREA, Versioned, choose


class ContactForm(Versioned):
    """The person: what does not hang on where they work."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    emails = forms.CharField(
        label=lazy("E-mail addresses"), required=False, widget=forms.Textarea(attrs=AREA), help_text=lazy("One a line.")
    )
    phone = forms.CharField(label=lazy("Phone"), max_length=60, required=False)
    location = forms.CharField(label=lazy("Location"), max_length=200, required=False)
    external_id = forms.CharField(label=lazy("Id in other systems"), max_length=100, required=False)
    placeholder = forms.BooleanField(label=lazy("A role we know must exist; the name is still unknown"), required=False)

    def __init__(self, data: Any = None, *, contact: Contact | None = None) -> None:
        initial: dict[str, Any] = {}
        if contact is not None:
            names = ("name", "phone", "location", "external_id", "placeholder", "version")
            initial = {name: getattr(contact, name) for name in names}
            initial["emails"] = "\n".join(str(each) for each in contact.emails.all())
        super().__init__(data, initial=initial)

    @property
    def values(self) -> dict[str, Any]:
        """What the action is to set."""
        names = ("name", "phone", "location", "external_id", "placeholder")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def email_list(self) -> list[str]:
        """The addresses one by one."""
        return several(self.cleaned_data["emails"])


class PostForm(Versioned):
    """A post: where, as what, from when until when."""

    title = forms.CharField(label=lazy("Title"), max_length=200, required=False)
    department = forms.CharField(label=lazy("Department"), max_length=200, required=False)
    level = forms.ChoiceField(label=lazy("Level"), required=False, choices=[("", "–"), *Level.choices])
    reports_to = forms.ChoiceField(label=lazy("Reports to"), required=False)
    since = forms.DateField(
        label=lazy("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("Empty while the person works there."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        account: Account,
        post: Affiliation | None = None,
        version: int | None = None,
    ) -> None:
        initial: dict[str, Any] = {"version": version}
        if post is not None:
            names = ("title", "department", "level", "since", "until")
            initial |= {name: getattr(post, name) for name in names}
            initial |= {"reports_to": post.reports_to_id, "version": post.contact.version}
        super().__init__(data, initial=initial)
        others = queries.people_at(user, account).exclude(pk=post.pk if post else 0)
        self.superiors = {str(row.pk): row for row in others}
        choose(self, "reports_to", [(key, row.contact.name) for key, row in self.superiors.items()])

    @property
    def post(self) -> dict[str, Any]:
        """What the action is to set."""
        names = ("title", "department", "level", "since", "until")
        return {name: self.cleaned_data[name] for name in names} | {
            "reports_to": self.superiors.get(self.cleaned_data["reports_to"])
        }


class NewContactForm(ContactForm, PostForm):
    """A new person with their post at one account."""

    field_order = ("name", "emails", "title", "department", "level", "reports_to", "phone", "location", "since")

    def __init__(self, data: Any = None, *, user: User, account: Account) -> None:
        PostForm.__init__(self, data, user=user, account=account)
        del self.fields["version"], self.fields["until"]

    @property
    def post(self) -> dict[str, Any]:
        """What the action is to set; a new person works there."""
        names = ("title", "department", "level", "since")
        return {name: self.cleaned_data[name] for name in names} | {
            "reports_to": self.superiors.get(self.cleaned_data["reports_to"])
        }


class MoveForm(Versioned):
    """A new job at another account."""

    account = forms.ChoiceField(label=lazy("New account"))
    on = forms.DateField(
        label=lazy("First day there"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    title = forms.CharField(label=lazy("Title"), max_length=200, required=False)
    department = forms.CharField(label=lazy("Department"), max_length=200, required=False)
    level = forms.ChoiceField(label=lazy("Level"), required=False, choices=[("", "–"), *Level.choices])

    def __init__(self, data: Any = None, *, user: User, contact: Contact, on: date) -> None:
        super().__init__(data, initial={"version": contact.version, "on": on})
        self.rows = {str(row.pk): row for row in queries.changeable_accounts(user)}
        choose(self, "account", [(key, row.name) for key, row in self.rows.items()])


class LeaveForm(Versioned):
    """The last day at an account."""

    on = forms.DateField(label=lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, contact: Contact, on: date) -> None:
        super().__init__(data, initial={"version": contact.version, "on": on})


class ColleagueForm(Versioned):
    """A person on our side."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    emails = forms.CharField(
        label=lazy("E-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=lazy("One a line. Their domains are our own: nobody there counts as a client."),
    )
    team = forms.ChoiceField(label=lazy("Team"), required=False)
    function = forms.CharField(label=lazy("Function"), max_length=200, required=False)
    user = forms.ChoiceField(label=lazy("Log-in"), required=False)
    left_on = forms.DateField(
        label=lazy("Left on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    external_id = forms.CharField(label=lazy("Id in other systems"), max_length=100, required=False)

    def __init__(
        self, data: Any = None, *, by: User, users: Sequence[User], colleague: Colleague | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if colleague is not None:
            initial = {
                name: getattr(colleague, name) for name in ("name", "function", "left_on", "external_id", "version")
            }
            initial |= {"team": colleague.team_id, "user": colleague.user_id}
            initial["emails"] = "\n".join(str(each) for each in colleague.emails.all())
        super().__init__(data, initial=initial)
        self.teams = {str(row.pk): row for row in (teams(by) if may_administer(by.role) else by.managed_teams.all())}
        self.users = {str(row.pk): row for row in users}
        if may_administer(by.role):
            choose(self, "user", [(key, f"{row.name} ({row.email})") for key, row in self.users.items()])
        else:
            del self.fields["user"]
        if colleague is not None and not may_administer(by.role):
            del self.fields["team"]
        else:
            choose(self, "team", [(key, str(row)) for key, row in self.teams.items()])

    @property
    def values(self) -> dict[str, Any]:
        """What the action is to set."""
        chosen = {name: self.cleaned_data[name] for name in ("name", "function", "left_on", "external_id")}
        if "team" in self.fields:
            chosen["team"] = self.teams.get(self.cleaned_data["team"])
        if "user" in self.fields:
            chosen["user"] = self.users.get(self.cleaned_data["user"])
        return chosen

    @property
    def email_list(self) -> list[str]:
        """The addresses one by one."""
        return several(self.cleaned_data["emails"])
