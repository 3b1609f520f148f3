"""Pages of client hours: portfolio, an account's hours and meetings, month close, words against actions."""

from __future__ import annotations

from django.urls import path

from innercircle.web.hours import account, closing, exports, meetings, portfolio, statements

_MEETING = "accounts/<int:pk>/meetings/<int:meeting_id>/"
_CLOSE = "accounts/<int:pk>/close/<str:month>/"

urls = [
    path("", portfolio.portfolio, name="portfolio"),
    path("portfolio.<str:kind>", exports.portfolio_export, name="portfolio-export"),
    path("accounts/<int:pk>/hours/", account.account_hours, name="account-hours"),
    path("accounts/<int:pk>/hours.<str:kind>", exports.months_export, name="account-months-export"),
    path("accounts/<int:pk>/hours/<str:month>/", meetings.account_month, name="account-month"),
    path("accounts/<int:pk>/hours/<str:month>/target/", account.save_target, name="account-target"),
    path("accounts/<int:pk>/meetings/", meetings.account_meetings, name="account-meetings"),
    path("accounts/<int:pk>/meetings/add/", meetings.add_meeting, name="meeting-add"),
    path(_MEETING, meetings.meeting, name="meeting"),
    path(f"{_MEETING}state/", meetings.set_state, name="meeting-state"),
    path(f"{_MEETING}mode/", meetings.set_mode, name="meeting-mode"),
    path(f"{_MEETING}people/", meetings.add_person, name="meeting-add-person"),
    path(f"{_MEETING}colleagues/", meetings.add_colleague, name="meeting-add-colleague"),
    path(f"{_MEETING}remove/", meetings.remove_person, name="meeting-remove-person"),
    path(f"{_MEETING}duplicate/", meetings.mark_duplicate, name="meeting-duplicate"),
    path(f"{_MEETING}delete/", meetings.delete_meeting, name="meeting-delete"),
    path("closes/", closing.closes, name="closes"),
    path("accounts/<int:pk>/closes/", closing.account_closes, name="account-closes"),
    path(_CLOSE, closing.account_close, name="account-close"),
    path(f"{_CLOSE}answer/", closing.answer, name="close-answer"),
    path(f"{_CLOSE}suggestion/", closing.refuse_suggestion, name="close-suggestion"),
    path(f"{_CLOSE}lock/", closing.close, name="close-lock"),
    path("accounts/<int:pk>/words/", statements.account_words, name="account-words"),
    path("accounts/<int:pk>/words/statements/", statements.record_statement, name="statement-add"),
    path("accounts/<int:pk>/words/statements/<int:row>/delete/", statements.delete_statement, name="statement-delete"),
    path("accounts/<int:pk>/words/work/", statements.log_work, name="work-add"),
    path("accounts/<int:pk>/words/work/<int:row>/delete/", statements.delete_work, name="work-delete"),
    path("accounts/<int:pk>/words/interruptions/<int:row>/", statements.say_who_interrupted, name="interruption"),
    path("my-hours/", statements.own_hours, name="own-hours"),
]
