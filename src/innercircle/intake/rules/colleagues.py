"""What an import of colleagues would do: matched by id in other systems, else by e-mail, else by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from innercircle.directory.records import ColleagueLoad, ColleagueRecord, Records
from innercircle.directory.rules import address_fault, domain_of, normal_address, with_parents
from innercircle.intake.rules.plans import Line, Plan
from innercircle.intake.rules.values import at_most, day, several
from innercircle.kit.words import gettext_noop as _


@dataclass(slots=True)
class ColleaguePlanner:
    """Plans a file of colleagues; no line speaks of another."""

    records: Records
    by_email: dict[str, ColleagueRecord] = field(init=False)
    by_name: dict[str, list[ColleagueRecord]] = field(init=False, default_factory=dict)
    by_external: dict[str, ColleagueRecord] = field(init=False)
    clients: dict[str, str] = field(init=False)
    contacts: set[str] = field(init=False)
    line_of: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look-up tables of what is stored."""
        people = self.records.colleagues
        self.by_email = {email: each for each in people for email in each.emails}
        self.by_external = {each.external_id: each for each in people if each.external_id}
        for each in people:
            self.by_name.setdefault(each.name.casefold(), []).append(each)
        self.clients = {domain: each.name for each in self.records.accounts for domain in each.domains}
        self.contacts = {email for each in self.records.contacts for email in each.emails}

    def plan(self, line: Line) -> Plan:
        """The plan of one line."""
        emails = list(dict.fromkeys(map(normal_address, several(line["emails"]))))
        name = line["name"] or " ".join(filter(None, (line["first_name"], line["last_name"])))
        plan = Plan(line.number, name=name or next(iter(emails), ""))
        record = self._match(line, plan, emails, name)
        self._once(line, plan, record, emails)
        now = record or ColleagueRecord(0, "")
        load = ColleagueLoad(line.number, plan.target, now.version)
        self._columns(line, plan, now, load, name)
        new = [email for email in emails if email not in now.emails]
        for email in new:
            self._check(email, plan)
        if new:
            load.emails.extend(new)
            plan.change("emails", now.emails, (*now.emails, *new))
        team = plan.read(line, "team", at_most(200))
        if team and team.casefold() != now.team.casefold():
            plan.change("team", now.team, team)
            load = replace(load, team=team)
        plan.load = load
        return plan

    def waits(self, line: Line) -> bool:
        """Never."""
        return False

    def settle(self, line: Line, plan: Plan) -> None:
        """Nothing to add."""

    def close(self) -> dict[int, int]:
        """No line leans on another."""
        return {}

    def _match(self, line: Line, plan: Plan, emails: Sequence[str], name: str) -> ColleagueRecord | None:
        marked = self.by_external.get(line["external_id"]) if line["external_id"] else None
        known = list(
            {self.by_email[email].id: self.by_email[email] for email in emails if email in self.by_email}.values()
        )
        if len(known) > 1 or (marked and known and known[0].id != marked.id):
            plan.reject("emails", _("these are the addresses of different colleagues"))
        named = self.by_name.get(name.casefold(), []) if name else []
        found = marked or (known[0] if known else None) or (named[0] if len(named) == 1 else None)
        if found is not None:
            plan.target, plan.name = found.id, name or found.name
        return found

    def _once(self, line: Line, plan: Plan, record: ColleagueRecord | None, emails: Sequence[str]) -> None:
        if not plan.name:
            plan.reject("name", _("is empty; every colleague needs a name or an e-mail address"))
        if len(plan.name) > 200:
            plan.reject("name", _("is longer than %(limit)s characters"), limit="200")
        keys = [*emails, *([f"target {record.id}"] if record else [])] or [f"name {plan.name.casefold()}"]
        known = next((self.line_of[key] for key in keys if key in self.line_of), None)
        if known is not None:
            plan.reject("name", _("“%(name)s” stands in line %(line)s already"), name=plan.name, line=str(known))
        self.line_of.update({key: line.number for key in keys if key not in self.line_of})

    def _columns(self, line: Line, plan: Plan, now: ColleagueRecord, load: ColleagueLoad, name: str) -> None:
        wanted: dict[str, object] = {
            "name": (name or (None if plan.target else plan.name)) and plan.name[:200],
            "function": plan.read(line, "function", at_most(200)),
            "external_id": plan.read(line, "external_id", at_most(100)),
            "left_on": plan.read(line, "left_on", day),
        }
        if plan.name.casefold() == now.name.casefold():
            wanted.pop("name")  # another way to write it is no other name
        for column, value in wanted.items():
            if value and plan.change(column, getattr(now, column), value):
                load.columns[column] = value

    def _check(self, email: str, plan: Plan) -> None:
        fault = address_fault(email)
        client = next((self.clients[each] for each in with_parents(domain_of(email)) if each in self.clients), None)
        if fault:
            plan.reject("emails", fault)
        elif email in self.contacts:
            plan.reject("emails", _("%(address)s is a contact's address"), address=email)
        elif client:
            text = _("%(address)s lies at the domain of “%(name)s”, so it cannot be a colleague's")
            plan.reject("emails", text, address=email, name=client)
