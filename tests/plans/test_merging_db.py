"""Merging people and accounts takes their plans along, and undoing it brings them back."""

from __future__ import annotations

from innercircle.directory import actions as directory
from innercircle.directory.queries import refusal_to_delete
from innercircle.plans import actions, queries
from innercircle.plans.models import Participant, Priority, SwitchedOff
from innercircle.plans.rules.lint import Place
from tests.cast import Cast
from tests.plans.desk_db import NOW, goal, initiative, person, step


def test_merged_people_keep_goals_steps_and_priority(cast: Cast) -> None:
    kept, gone = person("Kim", cast.acme), person("Kim Lee", cast.acme)
    aim, mine = goal(cast.anna, cast.acme, contact=gone), step(cast.anna, cast.acme, participants=[kept, gone])
    for contact, matters in ((kept, False), (gone, True)):
        actions.set_priority(by=cast.anna, at=NOW, account=cast.acme, contact=contact, matters=matters)
    merge = directory.merge_contacts(by=cast.adam, at=NOW, kept=kept, gone=gone)
    aim.refresh_from_db()
    assert aim.contact == kept
    assert list(mine.participants.all()) == [kept]
    assert Priority.objects.get().matters
    directory.undo_merge(by=cast.adam, at=NOW, merge=merge)
    aim.refresh_from_db()
    assert aim.contact_id == gone.pk
    assert Participant.objects.count() == Priority.objects.count() == 2


def test_merged_accounts_bring_their_plans_together(cast: Cast) -> None:
    for account in (cast.acme, cast.beta):
        aim = goal(cast.anna, account)
        initiative(cast.anna, account, aim)
        step(cast.anna, account)
        here = Place("account", "")
        actions.switch_off(by=cast.anna, at=NOW, code="MP01", reason="x", account=account, place=here)
    merge = directory.merge_accounts(by=cast.adam, at=NOW, kept=cast.acme, gone=cast.beta)
    sheet = queries.plan_sheet(cast.adam, cast.acme, NOW)
    assert (len(sheet.goals), len(sheet.all_initiatives), len(sheet.all_activities)) == (2, 2, 2)
    assert SwitchedOff.objects.count() == 1
    directory.undo_merge(by=cast.adam, at=NOW, merge=merge)
    assert len(queries.plan_sheet(cast.adam, cast.acme, NOW).goals) == 1
    assert SwitchedOff.objects.count() == 2


def test_somebody_named_in_a_plan_is_not_deleted_by_accident(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    goal(cast.anna, cast.acme, contact=kim)
    step(cast.anna, cast.acme, participants=[kim])
    refusal = refusal_to_delete(kim)
    assert refusal is not None
    assert "goals: 1" in refusal
    assert "steps of a plan: 1" in refusal


def test_a_rule_switched_off_at_a_person_follows_them(cast: Cast) -> None:
    kept, gone = person("Kim", cast.acme), person("Kim Lee", cast.acme)
    other = goal(cast.anna, cast.acme)
    for code, kind, key in (
        ("MP02", "contact", kept.pk), ("MP02", "contact", gone.pk), ("MP04", "contact", gone.pk),
        ("CP04", "goal", other.pk),
    ):  # fmt: skip
        place = Place(kind, str(key))
        actions.switch_off(by=cast.anna, at=NOW, code=code, reason=f"{code} {key}", account=cast.acme, place=place)
    before = _off()
    merge = directory.merge_contacts(by=cast.adam, at=NOW, kept=kept, gone=gone)
    aim = str(other.pk)
    assert _off() == {
        ("MP02", "contact", str(kept.pk), f"MP02 {kept.pk}"), ("MP04", "contact", str(kept.pk), f"MP04 {gone.pk}"),
        ("CP04", "goal", aim, f"CP04 {aim}"),
    }  # fmt: skip
    directory.undo_merge(by=cast.adam, at=NOW, merge=merge)
    assert _off() == before


def _off() -> set[tuple[str, str, str, str]]:
    return set(SwitchedOff.objects.values_list("code", "kind", "key", "reason"))
