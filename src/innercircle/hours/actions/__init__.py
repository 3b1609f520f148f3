"""Changes of client hours, all keyword-only, atomic, audited; whatever moves figures computes them in the same breath.

    set_attendance(attendance, state | None)    remove_person(attendance)    set_mode(meeting, mode | None)
    add_contact(meeting, contact, account)      add_walk_in(meeting, account, name, email="")
    add_colleague(meeting, colleague)           write_meeting(account, start, end, contacts, colleagues, …)
    delete_meeting(meeting)    mark_duplicate(meeting, of | None)    refuse_suggestion(suggestion)
    answer_questions(account, month, came)      close_month(account, month, note="", next_target=None)
    set_target(account, month, seconds | None)
    record_statement / change_statement / delete_statement    log_work / delete_work    say_who_interrupted
    apply_import(run, ready)    delete_calendar(calendar)
    refresh(meetings, cells, spans, why): inside whatever changes what lies below
    refresh_accounts(accounts, why) / upkeep(at) / rebuild(at): in small transactions of their own, after it

`Refused` says that the person may not, `ValidationError` what is wrong with the input.
"""

from innercircle.access.rules import Refused
from innercircle.hours.actions.closing import answer_questions, close_month, set_target
from innercircle.hours.actions.corrections import (
    add_colleague,
    add_contact,
    add_walk_in,
    delete_meeting,
    mark_duplicate,
    refuse_suggestion,
    remove_person,
    set_attendance,
    set_mode,
    write_meeting,
)
from innercircle.hours.actions.importing import apply_import, delete_calendar
from innercircle.hours.actions.refresh import refresh, refresh_accounts
from innercircle.hours.actions.upkeep import rebuild, upkeep
from innercircle.hours.actions.words import (
    change_statement,
    delete_statement,
    delete_work,
    log_work,
    record_statement,
    say_who_interrupted,
)

__all__ = [
    "Refused",
    "add_colleague",
    "add_contact",
    "add_walk_in",
    "answer_questions",
    "apply_import",
    "change_statement",
    "close_month",
    "delete_calendar",
    "delete_meeting",
    "delete_statement",
    "delete_work",
    "log_work",
    "mark_duplicate",
    "rebuild",
    "record_statement",
    "refresh",
    "refresh_accounts",
    "refuse_suggestion",
    "remove_person",
    "say_who_interrupted",
    "set_attendance",
    "set_mode",
    "set_target",
    "upkeep",
    "write_meeting",
]
