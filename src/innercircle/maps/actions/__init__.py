"""Writes of the map: each one atomic, permitted, audited, and kept in the account's history."""

from innercircle.maps.actions.analysis import (
    add_point,
    change_point,
    finish_point,
    remove_point,
    switch_off,
    switch_on,
    write_analysis,
)
from innercircle.maps.actions.gate import require_as_seen
from innercircle.maps.actions.help import add_offer, change_offer, retire_offer
from innercircle.maps.actions.history import keep_days, remember, remember_many
from innercircle.maps.actions.lines import cover, uncover
from innercircle.maps.actions.loading import load_maps
from innercircle.maps.actions.people import add_value, remove_value, set_standing
from innercircle.maps.actions.roles import add_role, rename_role, restore_role, retire_role

__all__ = [
    "add_offer",
    "add_point",
    "add_role",
    "add_value",
    "change_offer",
    "change_point",
    "cover",
    "finish_point",
    "keep_days",
    "load_maps",
    "remember",
    "remember_many",
    "remove_point",
    "remove_value",
    "rename_role",
    "require_as_seen",
    "restore_role",
    "retire_offer",
    "retire_role",
    "set_standing",
    "switch_off",
    "switch_on",
    "uncover",
    "write_analysis",
]
