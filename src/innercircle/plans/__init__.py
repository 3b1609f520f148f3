"""Relationship plans: what we do for a client, the three tests, the linter, and the reading of words (spec 30).

**Shape.** Objective (the firm's) <- Goal (an account's, for a contact or the whole account) <- Initiative (many goals)
<- Activity (one dated step; hangs at an initiative, else at a goal, else at the account: the light plan).
Beside them: GoalReading (measured history), Correction (label set by hand), SwitchedOff (a rule), Review (of
the plan), Priority (who matters most, by hand). Every row of an account is fetched through `visible_accounts`:
`queries.visible_goals(user)` and its sisters. Pure values for the linter stand in `plans.rules.values`.

**Who may.** Goals, initiatives, corrections, switches, reviews: whoever may change the account. Activities: that, and
whoever sees the account and is no executive may add steps of their own, change those they own, and say what comes next
in an initiative they own. Objectives: administrators, managers. Rules switched off for the whole firm: administrators.

**actions** (keyword-only, `by=` user or None for the system, `at=` aware datetime; atomic, audited; `Refused`,
`ValidationError` with the field's name, `Conflict` where `version` is no longer the row's; `values` maps names of the
model's fields, people and rows as objects, `participants` and `goals` as iterables):

    add_objective(values)  change_objective(objective, version, values)  close_objective(objective, on | None)
    remove_objective(objective)                                       Refused while goals serve it
    add_goal(account, values)  change_goal(goal, version, values)  move_goal(goal, version, state, why="")
    remove_goal(goal)                                                 written by mistake; a drop is move_goal(DROPPED)
    record_reading(goal, on, value=None, words="")  remove_reading(reading)
    set_priority(account, contact, matters | None)
    add_initiative(account, values)  change_initiative(...)  move_initiative(...)  remove_initiative(initiative)
    name_next_step(initiative, version, next_step="", next_step_on=None, last=False)    its owner may
    add_activity(account, values)  change_activity(activity, version, values)
    move_activity(activity, version, state, why="")  remove_activity(activity)
    record_outcome(activity, version, learned, spent_minutes=None)    done, with what was learned and spent
    offer_help(account, offer, contact, values={})                    an offered help becomes an activity
    copy_activity(activity, on)  copy_goal(goal, account, contact, days=0)  carry_steps(account, activities, on)
    correct(activity, label, reason)  withdraw(correction)
    switch_off(code, reason, account=None, place=None)  switch_on(off)
    record_review(account, on, words="")  remove_review(review)

**queries** (`user` reads what they may see; `at` an aware datetime; values in `queries.values`):

    visible_goals / initiatives / activities / readings / corrections / switches / reviews / objectives (user)
    may_change(user, account)  may_write(user, account)  may_keep_objectives(user)
    judgement_of(activity) / judgements_of(activities) -> Judgement          the three tests and the label
    plan_sheet(user, account, at) -> PlanSheet        the whole plan with judgements, progress, findings by place
    plan_of(account, at) / plans_of(accounts, at) -> rules.values.Plan         what `rules.lint.lint` takes
    findings_of(account, at) / findings_in(accounts, at) -> Linted             few queries, however many accounts
    account_verdict(account, at) / verdicts(user, at) -> PlanVerdict, Verdicts  by account, account manager, firm; trend
    portfolio_findings(user | None, at) -> Iterator[AccountFindings]           as it goes, for progress
    draft(values, at) -> Draft                        judgement and findings of an activity that is not saved; no query
    board(user, account, at)  timeline(user, account, at)  my_steps(user, at)  objectives(user, at)
    owned_by(user, colleague, at) -> Owned            goals, initiatives, activities of a colleague
    steps_of(accounts, at) -> {account: (Step, Step, Step)}                     steps 4 to 6 of spec 10
    goals_for(accounts) / posts_with_goals(accounts) -> {account: contacts / affiliations with an open goal}
"""
