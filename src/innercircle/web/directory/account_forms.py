"""Forms of accounts: fields by name, never a whole model (THREATS T5); the actions decide what is right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.access.models import User
from innercircle.access.queries import teams
from innercircle.access.rules import Role, may_administer
from innercircle.directory import queries
from innercircle.directory.actions import YearFigures
from innercircle.directory.models import Account, Colleague, Segment, Status
from innercircle.intake.rules.values import several
from innercircle.web.directory.fields import AREA, Versioned, choose

_ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


class AccountForm(Versioned):
    """Facts and domains of an account."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    domains = forms.CharField(
        label=lazy("E-mail domains"),
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=lazy(
            "One a line, like acme.example. Subdomains match. By these, people in calendars are recognised."
        ),
    )
    parent = forms.ChoiceField(label=lazy("Parent organisation"), required=False)
    segment = forms.ChoiceField(label=lazy("Segment"), required=False, choices=[("", "–"), *Segment.choices])
    status = forms.ChoiceField(label=lazy("Status"), choices=Status.choices, initial=Status.CLIENT)
    industry = forms.CharField(label=lazy("Industry"), max_length=200, required=False)
    country = forms.CharField(label=lazy("Country"), max_length=100, required=False)
    time_zone = forms.ChoiceField(
        label=lazy("Time zone"), help_text=lazy("On its clock the account's months begin and end.")
    )
    currency = forms.CharField(label=lazy("Currency"), max_length=3, min_length=3, initial="EUR")
    focus = forms.CharField(
        label=lazy("Strategic focus"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("In one sentence: what this client wants to reach."),
    )
    external_id = forms.CharField(label=lazy("Id in other systems"), max_length=100, required=False)

    def __init__(self, data: Any = None, *, user: User, account: Account | None = None) -> None:
        initial = _account_initial(account) if account else {"time_zone": user.time_zone}
        super().__init__(data, initial=initial)
        others = queries.visible_accounts(user).exclude(pk=account.pk if account else 0)
        self.rows = {str(row.pk): row for row in others}
        if account and account.parent_id and str(account.parent_id) not in self.rows:
            del self.fields["parent"]  # an organisation above that this person does not see stays as it is
        else:
            choose(self, "parent", [(key, row.name) for key, row in self.rows.items()])
        zones = list(dict.fromkeys(["UTC", *([account.time_zone] if account else []), *_ZONES]))
        choose(self, "time_zone", [(zone, zone.replace("_", " ")) for zone in zones], empty=None)

    @property
    def values(self) -> dict[str, Any]:
        """What the action is to set."""
        chosen = dict(self.cleaned_data)
        chosen.pop("domains")
        chosen.pop("version")
        if "parent" in chosen:
            chosen["parent"] = self.rows.get(chosen["parent"])
        return chosen

    @property
    def domain_list(self) -> list[str]:
        """The domains one by one."""
        return several(self.cleaned_data["domains"])


class NewAccountForm(AccountForm):
    """A new account, with who looks after it."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, user=user)
        del self.fields["version"]
        self.teams, self.colleagues = _teams_for(user), _colleagues_for(user)
        if user.role != Role.ACCOUNT_MANAGER:
            self.fields["team"] = forms.ChoiceField(label=_("Team"), required=False)
            self.fields["account_manager"] = forms.ChoiceField(label=_("Account manager"), required=False)
            choose(self, "team", [(key, str(row)) for key, row in self.teams.items()])
            choose(self, "account_manager", [(key, row.name) for key, row in self.colleagues.items()])
            self.order_fields(["name", "domains", "account_manager", "team"])

    @property
    def values(self) -> dict[str, Any]:
        """What the action is to set."""
        chosen = {key: value for key, value in self.cleaned_data.items() if key != "domains"}
        chosen["parent"] = self.rows.get(chosen["parent"])
        if "team" in chosen:
            chosen["team"] = self.teams.get(chosen["team"])
            chosen["account_manager"] = self.colleagues.get(chosen["account_manager"])
        return chosen


class CareForm(Versioned):
    """Who looks after an account."""

    team = forms.ChoiceField(label=lazy("Team"), required=False)
    account_manager = forms.ChoiceField(label=lazy("Account manager"), required=False)
    members = forms.MultipleChoiceField(
        label=lazy("Account team"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any = None, *, user: User, account: Account) -> None:
        initial = {
            "version": account.version,
            "team": account.team_id,
            "account_manager": account.account_manager_id,
            "members": [str(row.pk) for row in account.members.all()],
        }
        super().__init__(data, initial=initial)
        self.account = account
        self.teams, self.colleagues = _teams_for(user, account), _colleagues_for(user, account)
        if user.role == Role.ACCOUNT_MANAGER:
            del self.fields["team"], self.fields["account_manager"]
        else:
            choose(self, "team", [(key, str(row)) for key, row in self.teams.items()])
            choose(self, "account_manager", [(key, row.name) for key, row in self.colleagues.items()])
        choose(self, "members", [(key, row.name) for key, row in self.colleagues.items()], empty=None)

    @property
    def care(self) -> dict[str, Any]:
        """What the action asks for."""
        chosen = self.cleaned_data
        team, manager = self.account.team, self.account.account_manager
        if "team" in self.fields:
            team = self.teams.get(chosen["team"])
            manager = self.colleagues.get(chosen["account_manager"])
        members = [self.colleagues[key] for key in chosen["members"]]
        return {"team": team, "account_manager": manager, "members": members}


class YearForm(forms.Form):
    """Revenue and profit of one year."""

    year = forms.IntegerField(label=lazy("Year"), min_value=1990, max_value=2100, required=False, localize=False)
    revenue = forms.DecimalField(label=lazy("Revenue"), max_digits=16, decimal_places=2, required=False)
    revenue_plan = forms.DecimalField(label=lazy("Planned revenue"), max_digits=16, decimal_places=2, required=False)
    profit = forms.DecimalField(label=lazy("Profit"), max_digits=16, decimal_places=2, required=False)
    profit_plan = forms.DecimalField(label=lazy("Planned profit"), max_digits=16, decimal_places=2, required=False)

    def clean(self) -> dict[str, Any]:
        """A figure needs its year."""
        found = super().clean() or {}
        if found.get("year") is None and any(value is not None for key, value in found.items() if key != "year"):
            self.add_error("year", _("Which year is this?"))
        return found


class _YearForms(forms.BaseFormSet[YearForm]):
    """The rows of years; a number of rows below zero, which no page sends, is refused rather than read as none."""

    def clean(self) -> None:
        """Refuse what was forged."""
        counted = self.management_form.cleaned_data
        if min(counted["TOTAL_FORMS"] or 0, counted["INITIAL_FORMS"] or 0) < 0:
            raise forms.ValidationError(_("The form is damaged. Load the page again and repeat the step."))


YearForms = forms.formset_factory(YearForm, formset=_YearForms, extra=0, max_num=60, absolute_max=100)


def years_of(account: Account, current: int) -> list[dict[str, Any]]:
    """The rows of the form of years: those there are, and this year and the next where they are missing."""
    names = ("year", "revenue", "revenue_plan", "profit", "profit_plan")
    known = [{name: getattr(row, name) for name in names} for row in account.years.all()]
    missing = [
        {"year": year} for year in (current + 1, current, current - 1) if year not in {row["year"] for row in known}
    ]
    return sorted([*known, *missing], key=lambda row: -row["year"])


def figures_of(rows: Iterable[dict[str, Any]]) -> list[YearFigures]:
    """What the filled-in rows say."""
    return [YearFigures(**row) for row in rows if row.get("year") is not None]


def _account_initial(account: Account) -> dict[str, Any]:
    names = (
        "name",
        "segment",
        "status",
        "industry",
        "country",
        "time_zone",
        "currency",
        "focus",
        "external_id",
        "version",
    )
    found: dict[str, Any] = {name: getattr(account, name) for name in names}
    found["parent"] = account.parent_id
    found["domains"] = "\n".join(str(each) for each in account.domains.all())
    return found


def _teams_for(user: User, account: Account | None = None) -> dict[str, Any]:
    """All teams for administrators, a manager's own otherwise, and the one the account has."""
    rows = list(teams(user) if may_administer(user.role) else user.managed_teams.all())
    if account is not None and account.team is not None and account.team not in rows:
        rows.append(account.team)
    return {str(row.pk): row for row in rows}


def _colleagues_for(user: User, account: Account | None = None) -> dict[str, Colleague]:
    """Whoever still works here, and whoever has to do with the account already."""
    rows = {str(row.pk): row for row in queries.visible_colleagues(user).filter(left_on=None)}
    if account is not None:
        for row in (account.account_manager, *account.members.all()):
            if row is not None:
                rows.setdefault(str(row.pk), row)
    return rows
