"""Pages of the relationship plan: writing it, the linter, board and timeline, own steps, objectives, verdicts."""

from __future__ import annotations

from django.urls import path

from innercircle.web.plans import activities, aims, board, exports, linting, objectives, onepage, sheet, steps, verdicts

_PLAN = "accounts/<int:pk>/plan/"
_GOAL = f"{_PLAN}goals/<int:row>/"
_INITIATIVE = f"{_PLAN}initiatives/<int:row>/"
_ACTIVITY = f"{_PLAN}activities/<int:row>/"

urls = [
    path(_PLAN, sheet.account_plan, name="account-plan"),
    path("accounts/<int:pk>/plan.<str:kind>", exports.plan_export, name="account-plan-export"),
    path(f"{_PLAN}board/", board.account_board, name="account-plan-board"),
    path(f"{_PLAN}timeline/", board.account_timeline, name="account-plan-timeline"),
    path(f"{_PLAN}findings/", linting.account_findings, name="account-plan-findings"),
    path(f"{_PLAN}one-page/", onepage.account_page, name="account-plan-page"),
    path(f"{_PLAN}one-page/write/", onepage.write_page, name="account-plan-page-write"),
    path(f"{_PLAN}lint/", linting.lint, name="plan-lint"),
    path(f"{_PLAN}rules/off/", linting.rule_off, name="plan-rule-off"),
    path(f"{_PLAN}rules/<int:row>/on/", linting.rule_on, name="plan-rule-on"),
    path(f"{_PLAN}reviews/", aims.review_add, name="plan-review-add"),
    path(f"{_PLAN}goals/add/", aims.goal_add, name="plan-goal-add"),
    path(_GOAL, aims.goal, name="plan-goal"),
    path(f"{_GOAL}state/", aims.goal_move, name="plan-goal-move"),
    path(f"{_GOAL}delete/", aims.goal_remove, name="plan-goal-remove"),
    path(f"{_GOAL}readings/", aims.reading_add, name="plan-reading-add"),
    path(f"{_GOAL}readings/<int:reading>/delete/", aims.reading_remove, name="plan-reading-remove"),
    path(f"{_PLAN}initiatives/add/", aims.initiative_add, name="plan-initiative-add"),
    path(_INITIATIVE, aims.initiative, name="plan-initiative"),
    path(f"{_INITIATIVE}state/", aims.initiative_move, name="plan-initiative-move"),
    path(f"{_INITIATIVE}next/", steps.next_step, name="plan-initiative-next"),
    path(f"{_INITIATIVE}day/", steps.postpone_next, name="plan-initiative-day"),
    path(f"{_INITIATIVE}delete/", aims.initiative_remove, name="plan-initiative-remove"),
    path(f"{_PLAN}activities/add/", activities.activity_add, name="plan-activity-add"),
    path(_ACTIVITY, activities.activity, name="plan-activity"),
    path(f"{_ACTIVITY}outcome/", activities.outcome, name="plan-activity-outcome"),
    path(f"{_ACTIVITY}state/", activities.move, name="plan-activity-move"),
    path(f"{_ACTIVITY}day/", steps.postpone, name="plan-activity-day"),
    path(f"{_ACTIVITY}delete/", activities.remove, name="plan-activity-remove"),
    path(f"{_ACTIVITY}correct/", activities.correct, name="plan-activity-correct"),
    path(f"{_ACTIVITY}corrections/<int:correction>/withdraw/", activities.withdraw, name="plan-activity-withdraw"),
    path("help-catalogue/<int:offer>/for/<int:post>/", activities.help_activity, name="plan-help"),
    path("my-steps/", steps.my_steps, name="my-steps"),
    path("plan-findings/", linting.portfolio_findings, name="plan-findings"),
    path("plan-findings.<str:kind>", linting.portfolio_findings_export, name="plan-findings-export"),
    path("plan-findings/off/", linting.firm_rule_off, name="plan-firm-rule-off"),
    path("plan-findings/off/<int:row>/on/", linting.firm_rule_on, name="plan-firm-rule-on"),
    path("plan-verdicts/", verdicts.verdicts, name="plan-verdicts"),
    path("plan-verdicts.<str:kind>", verdicts.verdicts_export, name="plan-verdicts-export"),
    path("objectives/", objectives.objectives, name="objectives"),
    path("objectives.<str:kind>", objectives.objectives_export, name="objectives-export"),
    path("objectives/add/", objectives.objective_add, name="objective-add"),
    path("objectives/<int:pk>/", objectives.objective, name="objective"),
    path("objectives/<int:pk>/close/", objectives.objective_close, name="objective-close"),
    path("objectives/<int:pk>/delete/", objectives.objective_remove, name="objective-remove"),
    path("colleagues/<int:pk>/plan/", verdicts.colleague_plan, name="colleague-plan"),
    path("colleagues/<int:pk>/plan.<str:kind>", verdicts.colleague_plan_export, name="colleague-plan-export"),
]
