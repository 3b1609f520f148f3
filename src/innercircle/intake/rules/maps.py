"""What an import says of the map: roles, influence, stance, a competitor, and who of ours covers whom how strongly.

Words of other products are understood (`maps.rules.levels`). An empty cell leaves what is stored.
Source of the rules: spec 10 (Contact, Coverage), issue 3 (Bad input).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from innercircle.directory.records import ColleagueRecord, ContactRecord, PostRecord, Records
from innercircle.directory.rules import normal_address
from innercircle.intake.rules.plans import Line, Near, Plan, only
from innercircle.intake.rules.values import CellFault, at_most, day, listed, yes_no
from innercircle.kit.words import gettext_noop as _
from innercircle.maps.rules.levels import UnknownWord, influence_of, part_of, role_of, stance_of, strength_of
from innercircle.maps.rules.loads import Columns, CoverageLoad, Stored

Value = TypeVar("Value")
_NOTHING: Columns = {"assessed": None, "wanted": None, "wanted_by": None, "part": ""}
_NOBODY: Columns = {"roles": [], "influence": None, "stance": None, "rival": "", "rival_strength": None}


@dataclass(slots=True)
class MapColumns:
    """Reads the columns of the map; posts that a file creates are told by minus the line that does."""

    records: Records
    stored: Stored
    today: date
    colleagues: dict[str, list[ColleagueRecord]] = field(init=False, default_factory=dict)
    leads: dict[int, int] = field(init=False)
    near_role: Near = field(init=False)
    near_colleague: Near = field(init=False)
    drawn: dict[tuple[int, int], int] = field(init=False, default_factory=dict)  # pair -> line of this file

    def __post_init__(self) -> None:
        """Look-up tables of what is stored."""
        self.leads = self.stored.leads()
        self.near_role = Near(self.stored.roles)
        self.near_colleague = Near(each.name for each in self.records.colleagues)
        for each in self.records.colleagues:
            for key in (each.name.casefold(), *each.emails):
                self.colleagues.setdefault(key, []).append(each)

    def standing(self, line: Line, plan: Plan, post: int) -> dict[str, Any]:
        """What differs of the person's standing."""
        now = self.stored.standings.get(post, _NOBODY)
        wanted = {
            "roles": plan.read(line, "roles", self._roles),
            "influence": plan.read(line, "influence", _word(influence_of)),
            "stance": plan.read(line, "stance", _word(stance_of)),
            "rival": plan.read(line, "rival", at_most(200)),
            "rival_strength": plan.read(line, "rival_strength", _word(strength_of)),
        }
        return _differing(plan, now, wanted)

    def _roles(self, text: str) -> list[str]:
        keys = []
        for word in listed(text):
            key = self.stored.roles.get(role_of(word).casefold())
            if key is None:
                said = _("there is no role “%(name)s”%(near)s; an administrator adds roles")
                raise CellFault(said, name=word, near=self.near_role(word))
            keys.append(key)
        return list(dict.fromkeys(keys))

    def coverage(self, line: Line, plan: Plan, post: int) -> CoverageLoad | None:
        """The line of the map that a line of the file draws or changes; None where it says nothing or nothing new."""
        said = {
            "assessed": plan.read(line, "assessed", _word(strength_of)),
            "wanted": plan.read(line, "wanted", _word(strength_of)),
            "wanted_by": plan.read(line, "wanted_by", day),
            "part": plan.read(line, "part", lambda text: _word(part_of)(text).value),
        }
        if not line["covered_by"]:
            if any(value is not None for value in said.values()):
                plan.reject("covered_by", _("is empty; say whose relationship this is"))
            return None
        colleague = plan.read(line, "covered_by", self._colleague)
        return None if colleague is None else self._line(line, plan, (post, colleague.id), said, colleague)

    def says_nothing(self, line: Line) -> bool:
        """Whether a line has no level, day or part: with “covered: no” an export tells only of meetings."""
        return not any(line[name] for name in _NOTHING)

    def _line(
        self, line: Line, plan: Plan, pair: tuple[int, int], said: Mapping[str, Any], colleague: ColleagueRecord
    ) -> CoverageLoad | None:
        now = self.stored.lines.get(pair)
        if now is None and colleague.left_on and colleague.left_on < self.today:
            text = _("“%(name)s” left on %(day)s; choose somebody who is here")
            plan.reject("covered_by", text, name=colleague.name, day=colleague.left_on.isoformat())
        if pair in self.drawn:
            text = _("“%(name)s” and this person stand in line %(line)s already")
            plan.reject("covered_by", text, name=colleague.name, line=str(self.drawn[pair]))
        if said["part"] == "lead":
            self._one_lead(plan, pair)
        if now is None:
            plan.change("covered_by", "", colleague.name)
        columns = _differing(plan, now or _NOTHING, said)
        if not plan.reasons:
            self.drawn[pair] = line.number
            self._remember_lead(pair, said["part"])
        if now is not None and not columns:
            return None
        return CoverageLoad(line.number, *pair, target=now["pk"] if now else None, columns=columns)

    def _remember_lead(self, pair: tuple[int, int], part: str | None) -> None:
        """Who leads after this line; where the lead becomes deputy, a later line may name the next."""
        if part == "lead":
            self.leads[pair[0]] = pair[1]
        elif part and self.leads.get(pair[0]) == pair[1]:
            del self.leads[pair[0]]

    def _one_lead(self, plan: Plan, pair: tuple[int, int]) -> None:
        lead = self.leads.get(pair[0])
        if lead is not None and lead != pair[1]:
            name = next((each.name for each in self.records.colleagues if each.id == lead), "")
            plan.reject(
                "part",
                _("“%(name)s” is the lead already; one person has one lead: make them deputy in a line above"),
                name=name,
            )

    def _colleague(self, text: str) -> ColleagueRecord:
        found = self.colleagues.get(normal_address(text)) or self.colleagues.get(text.casefold()) or []
        if len({each.id for each in found}) > 1:
            raise CellFault(_("“%(name)s” is the name of several colleagues; write the e-mail address"), name=text)
        if not found:
            said = _("there is no colleague “%(name)s”%(near)s; import the colleagues first")
            raise CellFault(said, name=text, near=self.near_colleague(text))
        return found[0]


def coverage_planner(records: Records, stored: Stored, *, today: date) -> CoveragePlanner:
    """Plans a long file line by line."""
    return CoveragePlanner(_People(records, today), MapColumns(records, stored, today))


@dataclass(frozen=True, slots=True)
class CoveragePlanner:
    """Plans a file of coverage; no line speaks of another."""

    people: _People
    columns: MapColumns

    def plan(self, line: Line) -> Plan:
        """The plan of one line."""
        plan = Plan(line.number, name=" – ".join(filter(None, (line["covered_by"], line["contact"]))))
        if not line["covered_by"]:
            plan.reject("covered_by", _("is empty; say whose relationship this is"))
            return plan
        covered = plan.read(line, "covered", yes_no)
        post = self.people.post(line, plan)
        if post is not None and covered is False and self.columns.says_nothing(line):
            plan.target = post.id
        elif post is not None:
            load = self.columns.coverage(line, plan, post.id)
            plan.load = load
            plan.target = load.target if load else post.id
        return plan

    def waits(self, line: Line) -> bool:
        """Never."""
        return False

    def settle(self, line: Line, plan: Plan) -> None:
        """Nothing to add."""

    def close(self) -> dict[int, int]:
        """No line leans on another."""
        return {}


@dataclass(slots=True)
class _People:
    """Finds the person of a line, at the account where they work today."""

    records: Records
    today: date
    accounts: dict[str, int] = field(init=False)
    people: dict[str, list[ContactRecord]] = field(init=False, default_factory=dict)
    near_account: Near = field(init=False)
    near_contact: Near = field(init=False)

    def __post_init__(self) -> None:
        """Look-up tables of what is stored."""
        self.near_account = Near(each.name for each in self.records.accounts)
        self.near_contact = Near(each.name for each in self.records.contacts)
        self.accounts = {each.name.casefold(): each.id for each in self.records.accounts}
        for each in self.records.contacts:
            for key in {each.name.casefold(), *each.emails}:
                self.people.setdefault(key, []).append(each)

    def post(self, line: Line, plan: Plan) -> PostRecord | None:
        """The post the line speaks of; the plan says why there is none."""
        if not line["contact"]:
            plan.reject("contact", _("is empty; say who is covered"))
            return None
        account = plan.read(line, "account", self._account)
        text = line["contact"]
        found = self.people.get(normal_address(text)) or self.people.get(text.casefold()) or []
        if not found:
            near = self.near_contact(text)
            plan.reject("contact", _("there is no contact “%(name)s”%(near)s"), name=text, near=near)
        if not found or plan.reasons:
            return None
        posts = [post for each in found for post in each.posts if post.covers(self.today)]
        return self._one(plan, text, [post for post in posts if account in {None, post.account}])

    def _account(self, text: str) -> int:
        key = self.accounts.get(text.casefold())
        if key is None:
            raise CellFault(_("there is no account “%(name)s”%(near)s"), name=text, near=self.near_account(text))
        return key

    def _one(self, plan: Plan, text: str, posts: Sequence[PostRecord]) -> PostRecord | None:
        if only(post.id for post in posts) is None:
            several = _("“%(name)s” fits several people or posts; write the e-mail address and the account")
            nowhere = _("“%(name)s” does not work there today")
            plan.reject("contact", several if posts else nowhere, name=text)
            return None
        return posts[0]


def _word(reader: Callable[[str], Value]) -> Callable[[str], Value]:
    """A reader of the map's words whose faults are the cell's."""

    def read(text: str) -> Value:
        try:
            return reader(text)
        except UnknownWord as fault:
            said = _("“%(text)s” is not known here; right would be %(right)s")
            raise CellFault(said, text=fault.text, right=fault.right) from fault

    return read


def _differing(plan: Plan, now: Columns, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that say something else than what is stored, as plain values."""
    found = {}
    for name, value in wanted.items():
        if value is not None and plan.change(name, _plain(now[name]), _plain(value)):
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, int) else value
