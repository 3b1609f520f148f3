"""What is written for each kind of file: the value a line becomes, what is checked before, what writes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from innercircle.access.models import User
from innercircle.directory.actions import (
    Written,
    link_accounts,
    link_contacts,
    load_accounts,
    load_colleagues,
    load_contacts,
)
from innercircle.directory.queries import Fallen, fallen_accounts, fallen_colleagues, fallen_contacts
from innercircle.directory.records import AccountLoad, ColleagueLoad, ContactLoad
from innercircle.intake.rules import Kind, shown
from innercircle.kit.words import Sentence
from innercircle.kit.words import gettext_noop as _
from innercircle.maps.actions import load_maps
from innercircle.maps.queries import stored_maps
from innercircle.maps.rules.loads import CoverageLoad, StandingLoad, Stored

Loads = Sequence[Any]
Seen = Mapping[int, Mapping[str, str]]  # line -> column -> old value, as the preview showed it
MAP_CHANGED = Sentence(_("the map was changed since the preview; nothing was overwritten"))
LOADS: Mapping[Kind, type[Any]] = {
    Kind.ACCOUNTS: AccountLoad,
    Kind.CONTACTS: ContactLoad,
    Kind.COLLEAGUES: ColleagueLoad,
    Kind.COVERAGE: CoverageLoad,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier portions wrote, by line: rows and new posts."""

    rows: Mapping[int, int]
    posts: Mapping[int, int]


def needs(load: Any) -> tuple[int, ...]:
    """The earlier lines whose rows this one is written beside."""
    if not isinstance(load, ContactLoad):
        return ()
    post = int(load.more.get("post", 0))
    lines = (load.same_as or 0, -post if post < 0 else 0)
    return tuple({line for line in lines if line and line != load.line})


def fallen(kind: Kind, loads: Loads, others: frozenset[str], written: Collection[int], seen: Seen) -> Fallen:
    """The lines that can no longer be written as they were planned; `seen` are the old values of the preview."""
    match kind:
        case Kind.ACCOUNTS:
            return fallen_accounts(loads, others)
        case Kind.COLLEAGUES:
            return fallen_colleagues(loads, others)
        case Kind.CONTACTS:
            return _fallen_maps(loads, seen) | fallen_contacts(loads, others, written)
        case _:
            return _fallen_maps(loads, seen)


def write(kind: Kind, *, by: User, at: datetime, loads: Loads, known: Known) -> Written:
    """Write the rows of some lines."""
    match kind:
        case Kind.CONTACTS:
            return _write_contacts(by=by, at=at, loads=loads, known=known)
        case Kind.COVERAGE:
            return Written(load_maps(by=by, at=at, standings=[], lines=loads), {})
        case _:
            writers: Mapping[Kind, Callable[..., Written]] = {
                Kind.ACCOUNTS: load_accounts,
                Kind.COLLEAGUES: load_colleagues,
            }
            return writers[kind](by=by, at=at, loads=loads)


def _write_contacts(*, by: User, at: datetime, loads: Sequence[ContactLoad], known: Known) -> Written:
    """People and posts, then what was said of the map beside them."""
    written = load_contacts(by=by, at=at, loads=loads, known=known.rows)
    posts = {**known.posts, **written.posts}
    told = [(load, _post_of(load.more["post"], posts)) for load in loads if load.more]
    standings = [StandingLoad(post, load.more["standing"]) for load, post in told if "standing" in load.more]
    lines = [CoverageLoad(**{**load.more["coverage"], "post": post}) for load, post in told if "coverage" in load.more]
    return replace(written, steps=[*written.steps, *load_maps(by=by, at=at, standings=standings, lines=lines)])


def _post_of(key: int, posts: Mapping[int, int]) -> int:
    """A post of the plan: below zero the one that this line of the file made."""
    return key if key > 0 else posts.get(-key, 0)


def link(
    kind: Kind, *, by: User, at: datetime, loads: Loads, own: Known, known: Known
) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """Write what points from row to row; the journal, and the lines that lack the line they point at.

    `own` is what these lines wrote, `known` what the lines did that they point at.
    """
    pairs: dict[int, int] = {}
    lacking: dict[int, int] = {}
    for load in loads:
        mine, up, line = _ends_of(kind, load, own, known)
        if mine and up:
            pairs[mine] = up
        elif line:
            lacking[load.line] = line
    write_links = link_accounts if kind is Kind.ACCOUNTS else link_contacts
    named = "parents" if kind is Kind.ACCOUNTS else "superiors"
    return (write_links(by=by, at=at, **{named: pairs}) if pairs else []), lacking


def _ends_of(kind: Kind, load: Any, own: Known, known: Known) -> tuple[int | None, int | None, int | None]:
    """From which row to which, and the line of the latter where it is one of the file."""
    if kind is Kind.ACCOUNTS:
        up = load.parent_account or known.rows.get(load.parent_line or 0)
        return own.rows.get(load.line), up, load.parent_line
    mine = load.post or own.posts.get(load.line)
    return mine, load.superior or known.posts.get(load.superior_line or 0), load.superior_line


def points_at(load: Any) -> int | None:
    """The line whose row this one points at, where it is one of the file."""
    return load.parent_line if isinstance(load, AccountLoad) else getattr(load, "superior_line", None)


def _fallen_maps(loads: Loads, seen: Seen) -> Fallen:
    """Lines about a place on the map that says something else by now than the preview showed."""
    told = [(load, *_about_maps(load)) for load in loads]
    posts = {post for _load, post, _standing, _coverage in told if post > 0}
    now = stored_maps(posts) if posts else Stored()
    found: Fallen = {}
    for load, post, standing, coverage in told:
        line = now.lines.get((coverage["post"], coverage["colleague"])) if coverage else None
        appeared = bool(coverage and post > 0 and (line is None) != (coverage["target"] is None))
        stands = {name: now.standings.get(post, {}).get(name) for name in standing} if post > 0 else {}
        lies = {name: (line or {}).get(name) for name in (coverage or {}).get("columns", {})}
        moved = [name for name, value in (stands | lies).items() if shown(value) != seen[load.line].get(name, "")]
        if appeared or moved:
            found[load.line] = (moved[0] if moved else "covered_by", MAP_CHANGED)
    return found


def _about_maps(load: Any) -> tuple[int, Mapping[str, Any], Mapping[str, Any] | None]:
    """The post a line speaks of, what it says of the standing there, and of who covers it."""
    if isinstance(load, CoverageLoad):
        return load.post, {}, asdict(load)
    more = load.more
    return int(more.get("post", 0)) if len(more) > 1 else 0, more.get("standing", {}), more.get("coverage")
