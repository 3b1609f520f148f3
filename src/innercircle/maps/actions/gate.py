"""What every change of a map asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils.translation import gettext as _

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Conflict, Refused
from innercircle.directory.queries import changeable_accounts, every_account

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def require(by: User | None, account: Account) -> None:
    """Refused unless `by` may change this account; None is the system.

    Holds the account for this transaction: changes of one map come one after the other, so that what is asked before
    a write (one lead, a line once) still holds at the write, and the day that is kept misses nobody's change.
    """
    if by is not None and not changeable_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})
    every_account().select_for_update(no_key=True).filter(pk=account.pk).order_by().values_list("pk").first()


def name_of(by: User | None) -> str:
    """Who stands beside what was said."""
    return str(by) if by else "Innercircle"


def require_as_seen(target: Model, seen: str, stands: str) -> None:
    """Conflict where the editor `seen` another state (`rules.seen`) than the one that stands; empty asks nothing."""
    if not seen or seen == stands:
        return
    mine = AuditEvent.objects.filter(target_kind=target._meta.label, target_id=target.pk or 0)
    who = mine.values_list("by_name", flat=True).first() or _("Somebody")
    raise Conflict(
        _("%(who)s changed this while you were editing it. Look at what stands there now; saving again replaces it.")
        % {"who": who}
    )
