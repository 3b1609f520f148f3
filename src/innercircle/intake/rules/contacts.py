"""What an import of contacts would do: matched by id in other systems, else by e-mail, else by name at the account.

A known person at another account than before has moved: the post that held until then ends, a second one begins.
A second line of the same person is a further post. An empty cell leaves what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

from innercircle.directory.records import AccountRecord, ContactLoad, ContactRecord, PostRecord, Records
from innercircle.directory.rules import address_fault, domain_of, normal_address, own_domains, with_parents
from innercircle.intake.rules.maps import MapColumns
from innercircle.intake.rules.plans import Line, Near, Plan, leaning
from innercircle.intake.rules.values import LEVELS, at_most, choice, day, several, yes_no
from innercircle.kit.words import gettext_noop as _
from innercircle.maps.rules.loads import Stored

_POST_TEXTS = {"title": 200, "department": 200}
_PERSON_TEXTS = {"phone": 60, "location": 200, "external_id": 100}


def contact_planner(records: Records, *, today: date, stored: Stored | None = None) -> ContactPlanner:
    """Plans a long file line by line."""
    return ContactPlanner(records, today, MapColumns(records, stored or Stored(), today))


@dataclass(slots=True)
class _Person:
    """A person as far as the lines read so far tell: stored or new, with the posts they will have."""

    record: ContactRecord | None
    line: int | None  # the line of this file in which the person stands first
    posts: list[PostRecord]
    emails: set[str]


@dataclass(slots=True)
class ContactPlanner:
    """Plans a file of contacts; superiors may stand further down."""

    records: Records
    today: date
    maps: MapColumns
    accounts: dict[str, AccountRecord] = field(init=False)
    owner: dict[str, AccountRecord] = field(init=False)
    ours: frozenset[str] = field(init=False)
    colleagues: set[str] = field(init=False)
    people: dict[str, list[_Person]] = field(init=False, default_factory=dict)
    names: dict[int, str] = field(init=False)
    where: dict[int, tuple[str, int]] = field(init=False, default_factory=dict)  # line -> name, account
    post_of: dict[tuple[str, int], list[tuple[str, int]]] = field(init=False, default_factory=dict)
    above: dict[tuple[str, int], tuple[str, int]] = field(init=False, default_factory=dict)  # who reports to whom
    leans: dict[int, list[int]] = field(init=False, default_factory=dict)  # line -> lines that it needs
    lost: set[int] = field(init=False, default_factory=set)  # lines that others lean on and that are rejected
    stored_posts: dict[int, tuple[str, int | None]] = field(init=False)  # post -> person's name, superior's post
    elsewhere: dict[str, int] | None = field(init=False, default=None)  # name or address -> an account
    near: Near = field(init=False)

    def __post_init__(self) -> None:
        """Look-up tables of what is stored."""
        self.accounts = {each.name.casefold(): each for each in self.records.accounts}
        self.names = {each.id: each.name for each in self.records.accounts}
        self.owner = {domain: each for each in self.records.accounts for domain in each.domains}
        self.colleagues = {email for each in self.records.colleagues for email in each.emails}
        self.ours = own_domains(self.colleagues)
        self.near = Near(self.names.values())
        everybody = [(each.name, post) for each in self.records.contacts for post in each.posts]
        self.stored_posts = {post.id: (name, post.reports_to) for name, post in everybody}
        self.above = {("post", post.id): ("post", post.reports_to) for _name, post in everybody if post.reports_to}
        for record in self.records.contacts:
            self._keep(_Person(record, None, list(record.posts), set(record.emails)), record.name, record.external_id)
            for post in record.posts:
                for key in (record.name.casefold(), *record.emails):
                    self.post_of.setdefault((key, post.account), []).append(("post", post.id))

    def _keep(self, person: _Person, name: str, external_id: str) -> None:
        keys = [*person.emails, *(f"{name.casefold()} @ {post.account}" for post in person.posts)]
        for key in [*keys, *([f"id {external_id}"] if external_id else [])]:
            known = self.people.setdefault(key, [])
            if not any(person is each for each in known):
                known.append(person)

    def plan(self, line: Line) -> Plan:
        """The plan of one line, the superior apart."""
        emails = list(dict.fromkeys(map(normal_address, several(line["emails"]))))
        name = line["name"] or " ".join(filter(None, (line["first_name"], line["last_name"])))
        plan = Plan(line.number, name=name or next(iter(emails), ""))
        account = self._account(line, plan, emails)
        person = self._match(line, plan, emails, name, account)
        load = self._person(line, plan, person, name, emails)
        if account is not None:
            load = self._map(line, plan, self._post(line, plan, person, load, account))
            self._remember(line, plan, person, load, account, emails)
        plan.load = load
        if plan.reasons:
            self.lost.add(line.number)
        elif load.same_as is not None:
            self.leans[line.number] = [load.same_as]
        return plan

    def _account(self, line: Line, plan: Plan, emails: Sequence[str]) -> AccountRecord | None:
        if line["account"]:
            found = self.accounts.get(line["account"].casefold())
            if found is None:
                near = self.near(line["account"])
                plan.reject("account", _("there is no account “%(name)s”%(near)s"), name=line["account"], near=near)
            return found
        domains = [domain for email in emails for domain in with_parents(domain_of(email))]
        found = next((self.owner[domain] for domain in domains if domain in self.owner), None)
        if found is None:
            plan.reject("account", _("is empty, and no account has the domain of the e-mail address"))
        return found

    def _match(
        self, line: Line, plan: Plan, emails: Sequence[str], name: str, account: AccountRecord | None
    ) -> _Person | None:
        if not plan.name:
            plan.reject("name", _("is empty; every contact needs a name or an e-mail address"))
        if len(plan.name) > 200:
            plan.reject("name", _("is longer than %(limit)s characters"), limit="200")
        found = self.people.get(f"id {line['external_id']}", []) if line["external_id"] else []
        by_email = [person for email in emails for person in self.people.get(email, [])]
        if account is not None and not found and not by_email and name:
            found = self.people.get(f"{name.casefold()} @ {account.id}", [])
        people: list[_Person] = []
        for each in (*found, *by_email):
            if not any(each is known for known in people):
                people.append(each)
        if len(people) > 1:
            plan.reject("emails", _("this line fits several contacts; merge them first"))
        person = people[0] if people else None
        if person is not None and person.record is not None:
            plan.target, plan.name = person.record.id, name or person.record.name
        return person

    def _person(self, line: Line, plan: Plan, person: _Person | None, name: str, emails: Sequence[str]) -> ContactLoad:
        now = person.record if person and person.record else ContactRecord(0, "")
        again = person.line if person else None
        load = ContactLoad(line.number, plan.target, again, now.version)
        if again is None:
            self._columns(line, plan, now, load, name)
        new = [email for email in emails if person is None or email not in person.emails]
        for email in new:
            self._check(email, plan)
        if new:
            load.emails.extend(new)
            plan.change("emails", now.emails, (*now.emails, *new))
        return load

    def _columns(self, line: Line, plan: Plan, now: ContactRecord, load: ContactLoad, name: str) -> None:
        texts = {key: plan.read(line, key, at_most(most)) for key, most in _PERSON_TEXTS.items()}
        wanted: dict[str, object] = {
            "name": (name or (None if plan.target else plan.name)) and plan.name[:200],
            **texts,
        }
        if plan.name.casefold() == now.name.casefold():
            wanted.pop("name")  # another way to write it is no other name
        for column, value in wanted.items():
            if value and plan.change(column, getattr(now, column), value):
                load.columns[column] = value
        placeholder = plan.read(line, "placeholder", yes_no)
        if placeholder is not None and placeholder != now.placeholder:
            plan.change("placeholder", now.placeholder, placeholder)
            load.columns["placeholder"] = placeholder

    def _check(self, email: str, plan: Plan) -> None:
        fault = address_fault(email)
        if fault:
            plan.reject("emails", fault)
        elif email in self.colleagues or not self.ours.isdisjoint(with_parents(domain_of(email))):
            plan.reject("emails", _("%(address)s is an address of our own, so it cannot be a client's"), address=email)

    def _post(
        self, line: Line, plan: Plan, person: _Person | None, load: ContactLoad, account: AccountRecord
    ) -> ContactLoad:
        wanted = self._post_columns(line, plan)
        posts = person.posts if person else []
        now = _concerned(posts, account.id, wanted)
        if now is not None:
            return self._change_post(plan, load, now, posts, wanted)
        ends = self._ends(plan, posts, wanted, line)
        post = _built(account.id, wanted)
        self._refuse_overlap(plan, post, [each for each in posts if str(each.id) not in ends])
        old = [self.names.get(each.account, "") for each in posts if str(each.id) in ends]
        plan.change("account", old, account.name)
        for column, value in wanted.items():
            plan.change(column, "", value)
        return replace(load, account=account.id, post_columns=wanted, ends=ends)

    def _map(self, line: Line, plan: Plan, load: ContactLoad) -> ContactLoad:
        """What the line says of the map, for the post it writes or speaks of."""
        post = load.post or load.more.get("post") or -line.number
        standing = self.maps.standing(line, plan, post)
        coverage = self.maps.coverage(line, plan, post)
        told = {"standing": standing} if standing else {}
        told |= {"coverage": asdict(coverage)} if coverage else {}
        return replace(load, more={"post": post, **told} if told else {})

    def _post_columns(self, line: Line, plan: Plan) -> dict[str, object]:
        wanted: dict[str, object] = {key: plan.read(line, key, at_most(most)) for key, most in _POST_TEXTS.items()}
        wanted["level"] = plan.read(line, "level", _level)
        wanted["since"], wanted["until"] = plan.read(line, "since", day), plan.read(line, "until", day)
        if wanted["since"] and wanted["until"] and str(wanted["until"]) < str(wanted["since"]):
            plan.reject("until", _("lies before the first day"))
        return {key: value for key, value in wanted.items() if value}

    def _change_post(
        self, plan: Plan, load: ContactLoad, now: PostRecord, posts: list[PostRecord], wanted: dict[str, object]
    ) -> ContactLoad:
        changed = {key: value for key, value in wanted.items() if plan.change(key, getattr(now, key), value)}
        if now.id < 0 and changed:
            plan.reject("account", _("says something else of the same post than line %(line)s"), line=str(-now.id))
        if not changed:
            return replace(load, more={"post": now.id})
        after = _merged(now, changed)
        if after.since and after.until and after.until < after.since:
            plan.reject("until", _("lies before the first day"))
        self._refuse_overlap(plan, after, [each for each in posts if each != now and not _overlap(now, each)])
        posts[posts.index(now)] = after
        return replace(load, post=now.id, account=now.account, post_columns=changed)

    def _ends(self, plan: Plan, posts: list[PostRecord], wanted: dict[str, object], line: Line) -> dict[str, str]:
        """The posts that end because the person works elsewhere from now on, with their last day."""
        if wanted.get("until") and str(wanted["until"]) < self.today.isoformat():
            return {}  # a post of the past ends nothing
        open_ = [post for post in posts if post.until is None and post.id > 0]
        if not open_:
            return {}
        wanted.setdefault("since", self.today.isoformat())
        last = date.fromisoformat(str(wanted["since"])) - timedelta(days=1)
        late = [post for post in open_ if post.since and post.since > last]
        return {str(post.id): last.isoformat() for post in open_ if post not in late}

    def _refuse_overlap(self, plan: Plan, post: PostRecord, others: Sequence[PostRecord]) -> None:
        for other in others:
            if _overlap(post, other):
                name = self.names.get(other.account, "")
                plan.reject(
                    "since", _("on some of these days the person is at “%(name)s”; say from when until when"), name=name
                )
                return

    def _remember(
        self,
        line: Line,
        plan: Plan,
        person: _Person | None,
        load: ContactLoad,
        account: AccountRecord,
        emails: Sequence[str],
    ) -> None:
        if plan.reasons:
            return
        if person is None:
            person = _Person(None, line.number, [], set())
        elif person.line is None:
            person.line = line.number
        elif not plan.changes:
            plan.same = True
        if load.account and load.post is None:
            person.posts = [_ended(post, load.ends) for post in person.posts]
            person.posts.append(replace(_built(account.id, dict(load.post_columns)), id=-line.number))
        person.emails |= set(emails)
        self._keep(person, plan.name, line["external_id"])
        self.where[line.number] = (plan.name.casefold(), account.id)
        if load.account:
            self._remember_post(line.number, plan.name, load, account.id, emails)

    def _remember_post(self, line: int, name: str, load: ContactLoad, account: int, emails: Sequence[str]) -> None:
        at = ("post", load.post) if load.post else ("line", line)
        for key in (name.casefold(), *emails):
            known = self.post_of.setdefault((key, account), [])
            if at not in known:
                known.append(at)

    def waits(self, line: Line) -> bool:
        """Whether the line names a superior."""
        return bool(line["reports_to"])

    def settle(self, line: Line, plan: Plan) -> None:
        """The superior, named by e-mail or name, who works at the same account and may stand further down."""
        name, account = self.where[line.number]
        asked = normal_address(line["reports_to"])
        found = self.post_of.get((asked, account)) or self.post_of.get((line["reports_to"].casefold(), account)) or []
        mine = (self.post_of.get((name, account)) or [("", 0)])[0]
        if not found:
            self._reject_superior(line, plan, asked)
        elif found[0] == mine:
            plan.reject("reports_to", _("is the person themselves"))
        elif self._closes_circle(mine, found[0]):
            text = _("“%(name)s” reports to this person already; the line is taken without a superior")
            plan.remark("reports_to", text, name=line["reports_to"])
        else:
            self._take_superior(line, plan, mine, found[0])
        if plan.reasons:
            self.lost.add(line.number)

    def close(self) -> dict[int, int]:
        """Lines that lean on a rejected one: the same person's first line, the superior's."""
        return leaning(self.leans, self.lost)

    def _take_superior(self, line: Line, plan: Plan, mine: tuple[str, int], superior: tuple[str, int]) -> None:
        self.above[mine] = superior
        load, (kind, key) = plan.load, superior
        assert isinstance(load, ContactLoad)  # noqa: S101 - made by plan()
        now = self.stored_posts.get(mine[1], ("", None))[1] if mine[0] == "post" else None
        if kind == "post" and now == key:
            return
        plan.change("reports_to", self.stored_posts.get(now or 0, ("", None))[0], line["reports_to"])
        post = load.post or (mine[1] if mine[0] == "post" else None)
        stored = kind == "post"
        plan.load = replace(load, post=post, superior=key if stored else None, superior_line=None if stored else key)
        if kind == "line":
            self.leans.setdefault(line.number, []).append(key)

    def _reject_superior(self, line: Line, plan: Plan, asked: str) -> None:
        if self.elsewhere is None:
            self.elsewhere = dict(reversed(self.post_of))
        keys = (asked, line["reports_to"].casefold())
        account = next((self.elsewhere[key] for key in keys if key in self.elsewhere), 0)
        if account:
            text, name = _("“%(name)s” works at “%(account)s”, not at this account"), self.names.get(account, "")
            plan.reject("reports_to", text, name=line["reports_to"], account=name)
        else:
            plan.reject("reports_to", _("there is no “%(name)s” at this account"), name=line["reports_to"])

    def _closes_circle(self, post: tuple[str, int], superior: tuple[str, int]) -> bool:
        seen, at = {post}, superior
        while at in self.above and at not in seen:
            seen.add(at)
            at = self.above[at]
        return at == post


def _concerned(posts: Sequence[PostRecord], account: int, wanted: dict[str, object]) -> PostRecord | None:
    """The post at this account that the line speaks of: with the same first day, else on the same days."""
    mine = [post for post in posts if post.account == account]
    if not mine:
        return None
    exact = [post for post in mine if post.since and post.since.isoformat() == wanted.get("since")]
    if exact:
        return exact[0]
    wish = _built(account, wanted)
    touching = [post for post in mine if _overlap(post, wish)]
    return touching[-1] if touching else None


def _built(account: int, wanted: dict[str, object]) -> PostRecord:
    return _merged(PostRecord(0, account), wanted)


def _merged(post: PostRecord, wanted: dict[str, object]) -> PostRecord:
    since, until = (date.fromisoformat(str(wanted[key])) if wanted.get(key) else None for key in ("since", "until"))
    return replace(
        post,
        since=since or post.since,
        until=until or post.until,
        title=str(wanted.get("title") or post.title),
        department=str(wanted.get("department") or post.department),
        level=str(wanted.get("level") or post.level),
    )


def _ended(post: PostRecord, ends: dict[str, str]) -> PostRecord:
    last = ends.get(str(post.id))
    return replace(post, until=date.fromisoformat(last)) if last else post


def _overlap(one: PostRecord, other: PostRecord) -> bool:
    begins = one.since is None or other.until is None or one.since <= other.until
    return begins and (other.since is None or one.until is None or other.since <= one.until)


def _level(text: str) -> str:
    return choice(text, LEVELS, "board, C-level, director, manager, staff")
