"""Writes of the directory: each one atomic, permitted, versioned and audited."""

from innercircle.directory.actions.accounts import (
    YearFigures,
    add_account,
    assign_account,
    change_account,
    delete_account,
    set_years,
)
from innercircle.directory.actions.colleagues import (
    add_colleague,
    add_person,
    change_colleague,
    delete_colleague,
    link_user,
)
from innercircle.directory.actions.contacts import (
    add_affiliation,
    add_contact,
    change_affiliation,
    change_contact,
    delete_contact,
    end_affiliation,
    move_contact,
    remove_affiliation,
)
from innercircle.directory.actions.loading import (
    Written,
    link_accounts,
    link_contacts,
    load_accounts,
    load_colleagues,
    load_contacts,
    undo_load,
)
from innercircle.directory.actions.merging import keep_apart, merge_accounts, merge_contacts, undo_merge
from innercircle.directory.actions.settling import settle

__all__ = [
    "Written",
    "YearFigures",
    "add_account",
    "add_affiliation",
    "add_colleague",
    "add_contact",
    "add_person",
    "assign_account",
    "change_account",
    "change_affiliation",
    "change_colleague",
    "change_contact",
    "delete_account",
    "delete_colleague",
    "delete_contact",
    "end_affiliation",
    "keep_apart",
    "link_accounts",
    "link_contacts",
    "link_user",
    "load_accounts",
    "load_colleagues",
    "load_contacts",
    "merge_accounts",
    "merge_contacts",
    "move_contact",
    "remove_affiliation",
    "set_years",
    "settle",
    "undo_load",
    "undo_merge",
]
