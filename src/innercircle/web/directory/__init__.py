"""Pages of the directory: accounts, contacts, colleagues, duplicates and merges."""

from __future__ import annotations

from django.urls import path

from innercircle.web.directory import accounts, colleagues, contacts, merging, posts

_POST = "contacts/<int:pk>/posts/<int:row>/"

urls = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts.<str:kind>", accounts.accounts_export, name="accounts-export"),
    path("accounts/add/", accounts.add, name="account-add"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/edit/", accounts.edit, name="account-edit"),
    path("accounts/<int:pk>/team/", accounts.assign, name="account-team"),
    path("accounts/<int:pk>/years/", accounts.years, name="account-years"),
    path("accounts/<int:pk>/delete/", accounts.delete, name="account-delete"),
    path("accounts/<int:pk>/contacts/add/", contacts.add, name="contact-add"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts.<str:kind>", contacts.contacts_export, name="contacts-export"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/edit/", contacts.edit, name="contact-edit"),
    path("contacts/<int:pk>/move/", posts.move, name="contact-move"),
    path("contacts/<int:pk>/delete/", contacts.delete, name="contact-delete"),
    path("contacts/<int:pk>/posts/add/<int:account>/", posts.add, name="post-add"),
    path(_POST, posts.edit, name="post"),
    path(f"{_POST}leave/", posts.leave, name="post-leave"),
    path(f"{_POST}remove/", posts.remove, name="post-remove"),
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("colleagues.<str:kind>", colleagues.colleagues_export, name="colleagues-export"),
    path("colleagues/add/", colleagues.add, name="colleague-add"),
    path("colleagues/<int:pk>/", colleagues.colleague, name="colleague"),
    path("colleagues/<int:pk>/edit/", colleagues.edit, name="colleague-edit"),
    path("colleagues/<int:pk>/delete/", colleagues.delete, name="colleague-delete"),
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("duplicates/<str:kind>/apart/", merging.apart, name="duplicates-apart"),
    path("merge/<str:kind>/", merging.merge, name="merge"),
    path("merges/<int:pk>/undo/", merging.undo, name="merge-undo"),
]
