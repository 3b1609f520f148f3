"""What an import of accounts would do: matched by id in other systems, else by name whatever its case.

An empty cell leaves what is stored; a filled one replaces it; domains and team members are added to, never taken away.
Source of the rules: spec 80 (In), spec 10 (Directory), issue 2 (Bad input).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from innercircle.directory.files import time_zone
from innercircle.directory.records import FIGURES, AccountLoad, AccountRecord, Records
from innercircle.directory.rules import domain_fault, normal_address, normal_domain, own_domains
from innercircle.intake.rules.plans import Line, Near, Plan, leaning, only
from innercircle.intake.rules.values import SEGMENTS, STATUSES, CellFault, amount, at_most, choice, listed, several
from innercircle.kit.words import gettext_noop as _

_TEXTS = {"industry": 200, "country": 100, "focus": 500, "external_id": 100}


@dataclass(slots=True)
class AccountPlanner:
    """Plans a file of accounts; parents may stand further down."""

    records: Records
    zone: str = "UTC"
    by_name: dict[str, AccountRecord] = field(init=False)
    by_external: dict[str, list[AccountRecord]] = field(init=False)
    owner: dict[str, str] = field(init=False)  # of each domain: the account's name
    owner_line: dict[str, int] = field(init=False, default_factory=dict)
    ours: frozenset[str] = field(init=False)
    line_of: dict[str, int] = field(init=False, default_factory=dict)  # of names and targets in this file
    colleagues: dict[str, list[int]] = field(init=False)
    names: dict[int, str] = field(init=False)
    people: dict[int, str] = field(init=False)
    above: dict[str, str] = field(init=False)  # folded names: account -> parent
    parents: dict[int, tuple[str, str]] = field(init=False, default_factory=dict)  # line -> folded names: own, parent's
    taken: dict[str, int] = field(init=False, default_factory=dict)  # folded names of this file -> line
    lost: set[int] | None = field(init=False, default=None)  # lines whose parent is not there
    circles: set[int] = field(init=False, default_factory=set)  # lines that would close a circle
    near_account: Near = field(init=False)
    near_colleague: Near = field(init=False)

    def __post_init__(self) -> None:
        """Look-up tables of what is stored."""
        accounts = self.records.accounts
        self.names = {each.id: each.name for each in accounts}
        self.people = {each.id: each.name for each in self.records.colleagues}
        self.above = {each.name.casefold(): self.names.get(each.parent or 0, "").casefold() for each in accounts}
        self.near_account, self.near_colleague = Near(self.names.values()), Near(self.people.values())
        self.by_name = {each.name.casefold(): each for each in accounts}
        self.by_external = {}
        for each in accounts:
            if each.external_id:
                self.by_external.setdefault(each.external_id, []).append(each)
        self.owner = {domain: each.name for each in accounts for domain in each.domains}
        self.ours = own_domains(email for each in self.records.colleagues for email in each.emails)
        self.colleagues = {}
        for colleague in self.records.colleagues:
            for key in (colleague.name.casefold(), *colleague.emails):
                self.colleagues.setdefault(key, []).append(colleague.id)

    def plan(self, line: Line) -> Plan:
        """The plan of one line, its parent apart."""
        plan = Plan(line.number, name=line["name"])
        record = self._match(line, plan)
        if record is not None:
            plan.target, plan.name = record.id, line["name"] or record.name
        self._once(line, plan)
        load = AccountLoad(line.number, plan.target, record.version if record else 0)
        now = record or AccountRecord(0, "", time_zone=self.zone)
        self._columns(line, plan, now, load)
        self._people(line, plan, now, load)
        domains = self._domains(line, plan, now, load)
        self._years(line, plan, now, load)
        team = plan.read(line, "team", at_most(200))
        if team and team.casefold() != now.team.casefold() and plan.change("team", now.team, team):
            load = _with(load, team=team)
        if not plan.reasons:
            self.owner.update(dict.fromkeys(domains, plan.name))
            self.owner_line.update(dict.fromkeys(domains, line.number))
        plan.load = load
        if not plan.reasons:
            self.taken.setdefault(plan.name.casefold(), line.number)
            if line["parent"]:
                self.parents[line.number] = (plan.name.casefold(), line["parent"].casefold())
        return plan

    def _match(self, line: Line, plan: Plan) -> AccountRecord | None:
        named = self.by_name.get(line["name"].casefold())
        marked = self.by_external.get(line["external_id"], []) if line["external_id"] else []
        if len(marked) > 1:
            plan.reject("external_id", _("is the id of several accounts; merge them first"))
        if marked and named is not None and named.id != marked[0].id:
            plan.reject("name", _("“%(name)s” is another account than the one with this id"), name=named.name)
        return marked[0] if marked else named

    def _once(self, line: Line, plan: Plan) -> None:
        if not line["name"] and plan.target is None:
            plan.reject("name", _("is empty; every account needs a name"))
            return
        keys = [f"name {plan.name.casefold()}"] + ([f"target {plan.target}"] if plan.target else [])
        known = next((self.line_of[key] for key in keys if key in self.line_of), None)
        if known is not None:
            plan.reject("name", _("“%(name)s” stands in line %(line)s already"), name=plan.name, line=str(known))
            return
        self.line_of.update(dict.fromkeys(keys, line.number))

    def _columns(self, line: Line, plan: Plan, now: AccountRecord, load: AccountLoad) -> None:
        wanted: dict[str, object] = {"name": plan.read(line, "name", at_most(200))}
        for name, limit in _TEXTS.items():
            wanted[name] = plan.read(line, name, at_most(limit))
        wanted["time_zone"] = plan.read(line, "time_zone", _zone) or (None if plan.target else self.zone)
        wanted["segment"] = plan.read(line, "segment", _segment)
        wanted["status"] = plan.read(line, "status", _status)
        wanted["currency"] = plan.read(line, "currency", _currency)
        for name, value in wanted.items():
            new = value is not None and (plan.target is None or value != getattr(now, name))
            if name == "name" and plan.name.casefold() == now.name.casefold():
                continue  # another way to write it is no other name
            old = getattr(now, name) if plan.target else ""
            if new and plan.change(name, old, value):
                load.columns[name] = value

    def _people(self, line: Line, plan: Plan, now: AccountRecord, load: AccountLoad) -> None:
        manager = plan.read(line, "account_manager", self._colleague)
        if manager is not None and manager != now.account_manager:
            load.columns["account_manager_id"] = manager
            plan.change("account_manager", self._name_of(now.account_manager), self._name_of(manager))
        members = plan.read(line, "members", lambda text: [self._colleague(each) for each in listed(text)]) or []
        new = [each for each in dict.fromkeys(members) if each not in now.members]
        if new:
            load.members.extend(new)
            both = [self._name_of(each) for each in (*now.members, *new)]
            plan.change("members", [self._name_of(each) for each in now.members], both)

    def _colleague(self, text: str) -> int:
        found = self.colleagues.get(normal_address(text)) or self.colleagues.get(text.casefold()) or []
        key = only(found)
        if key is None and found:
            raise CellFault(_("“%(name)s” is the name of several colleagues; write the e-mail address"), name=text)
        if key is None:
            said = _("there is no colleague “%(name)s”%(near)s; import the colleagues first")
            raise CellFault(said, name=text, near=self.near_colleague(text))
        return key

    def _name_of(self, colleague: int | None) -> str:
        return self.people.get(colleague or 0, "")

    def _domains(self, line: Line, plan: Plan, now: AccountRecord, load: AccountLoad) -> list[str]:
        wanted = list(dict.fromkeys(filter(None, map(normal_domain, several(line["domains"])))))
        new = [domain for domain in wanted if domain not in now.domains]
        for domain in new:
            self._check_domain(domain, plan)
        if new:
            load.domains.extend(new)
            plan.change("domains", now.domains, (*now.domains, *new))
        return new

    def _check_domain(self, domain: str, plan: Plan) -> None:
        fault = domain_fault(domain, self.ours)
        if fault:
            plan.reject("domains", fault)
        elif domain in self.owner_line:
            text = _("%(domain)s belongs to the account in line %(line)s already; a domain can be one account's only")
            plan.reject("domains", text, domain=domain, line=str(self.owner_line[domain]))
        elif domain in self.owner:
            plan.reject(
                "domains", _("%(domain)s already belongs to “%(name)s”"), domain=domain, name=self.owner[domain]
            )

    def _years(self, line: Line, plan: Plan, now: AccountRecord, load: AccountLoad) -> None:
        for column in line.cells:
            name, _blank, year = column.partition(" ")
            if name not in FIGURES or not year:
                continue
            value = plan.read(line, column, amount)
            old = now.years.get(int(year), (None,) * len(FIGURES))[FIGURES.index(name)]
            if value is not None and (old is None or Decimal(value) != old):
                load.years.setdefault(year, {})[name] = value
                plan.change(column, old, value)

    def waits(self, line: Line) -> bool:
        """Whether the line names a parent."""
        return bool(line["parent"])

    def settle(self, line: Line, plan: Plan) -> None:
        """The parent: stored or in this file; a line whose parent is missing or makes a circle is rejected."""
        if self.lost is None:
            self.lost = self._without_parent()
        if line.number in self.lost:
            near = self.near_account(line["parent"])
            plan.reject("parent", _("there is no account “%(name)s”%(near)s"), name=line["parent"], near=near)
            return
        key, parent = plan.name.casefold(), line["parent"].casefold()
        old = self.above.get(key, "")
        if parent == old:
            return
        if self._closes_circle(key, parent):
            self.circles.add(line.number)
            plan.reject("parent", _("“%(name)s” lies below this account itself"), name=line["parent"])
            return
        self.above[key] = parent
        stored = self.by_name.get(parent)
        name = stored.name if stored else line["parent"]
        plan.change("parent", self.by_name[old].name if old in self.by_name else "", name)
        made = None if stored else self.taken[parent]
        plan.load = _with(plan.load, parent=line["parent"], parent_account=stored and stored.id, parent_line=made)

    def close(self) -> dict[int, int]:
        """Lines below an account that is not made after all."""
        waiting = self.parents.items()
        leans = {line: (self.taken[up],) for line, (_own, up) in waiting if up not in self.by_name and up in self.taken}
        return leaning(leans, self.circles)

    def _without_parent(self) -> set[int]:
        """Lines whose parent is neither stored nor made by a line that is taken."""
        known = set(self.by_name) | set(self.taken)
        lost = {line for line, (_own, up) in self.parents.items() if up not in known}
        leans = {line: (self.taken.get(up, 0),) for line, (_own, up) in self.parents.items() if up not in self.by_name}
        return lost | set(leaning(leans, lost))

    def _closes_circle(self, key: str, parent: str) -> bool:
        seen: set[str] = set()
        while parent and parent not in seen:
            if parent == key:
                return True
            seen.add(parent)
            parent = self.above.get(parent, "")
        return False


def _with(load: object, **values: object) -> AccountLoad:
    assert isinstance(load, AccountLoad)  # noqa: S101 - made above
    parts = {name: getattr(load, name) for name in AccountLoad.__slots__}
    return AccountLoad(**{**parts, **values})


def _zone(text: str) -> str:
    zone = time_zone(text)
    if zone is None:
        raise CellFault(_("“%(text)s” is no time zone; it reads like Europe/Berlin"), text=text)
    return "UTC" if str(zone) == "UTC" else str(zone)


def _segment(text: str) -> str:
    return choice(text, SEGMENTS, "partner, could become, regular")


def _status(text: str) -> str:
    return choice(text, STATUSES, "prospect, client, former")


def _currency(text: str) -> str:
    bare = text.strip().upper()
    if len(bare) != 3 or not (bare.isascii() and bare.isalpha()):
        raise CellFault(_("“%(text)s” is no currency; it is three letters, like EUR"), text=text)
    return bare
