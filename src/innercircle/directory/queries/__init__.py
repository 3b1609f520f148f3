"""Reads of the directory; `visible_accounts` decides for every area who sees what."""

from innercircle.directory.queries.depends import Dependent, dependents, refusal_to_delete, relations
from innercircle.directory.queries.duplicates import (
    Proposal,
    duplicate_accounts,
    duplicate_contacts,
    visible_merges,
)
from innercircle.directory.queries.finding import Find, find_accounts, find_colleagues, find_contacts
from innercircle.directory.queries.lists import (
    ACCOUNT_SORTS,
    COLLEAGUE_SORTS,
    CONTACT_SORTS,
    NOBODY,
    account_list,
    children_of,
    colleague_list,
    contact_list,
    merges_into,
    people_at,
    posts_of,
)
from innercircle.directory.queries.posts import Post, clocks, every_account, every_colleague, every_post, posts
from innercircle.directory.queries.records import (
    account_records,
    all_records,
    colleague_records,
    contact_records,
    directory_revision,
)
from innercircle.directory.queries.revenue import Revenue, revenue_of, worth_of
from innercircle.directory.queries.together import Columns, day_of, moment_of, together
from innercircle.directory.queries.undoing import Loss, losses, row_values, undo_blockers
from innercircle.directory.queries.visible import (
    changeable_accounts,
    contacts_of,
    touched,
    visible_accounts,
    visible_colleagues,
    visible_contacts,
    visible_posts,
)

__all__ = [
    "ACCOUNT_SORTS",
    "COLLEAGUE_SORTS",
    "CONTACT_SORTS",
    "NOBODY",
    "Columns",
    "Dependent",
    "Find",
    "Loss",
    "Post",
    "Proposal",
    "Revenue",
    "account_list",
    "account_records",
    "all_records",
    "changeable_accounts",
    "children_of",
    "clocks",
    "colleague_list",
    "colleague_records",
    "contact_list",
    "contact_records",
    "contacts_of",
    "day_of",
    "dependents",
    "directory_revision",
    "duplicate_accounts",
    "duplicate_contacts",
    "every_account",
    "every_colleague",
    "every_post",
    "find_accounts",
    "find_colleagues",
    "find_contacts",
    "losses",
    "merges_into",
    "moment_of",
    "people_at",
    "posts",
    "posts_of",
    "refusal_to_delete",
    "relations",
    "revenue_of",
    "row_values",
    "together",
    "touched",
    "undo_blockers",
    "visible_accounts",
    "visible_colleagues",
    "visible_contacts",
    "visible_merges",
    "visible_posts",
    "worth_of",
]
