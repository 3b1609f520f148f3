"""Account plans as files: gathered from live data, made in the background, kept for a week; the firm's name and logo.

queries.gather(user, account, at, tell) -> reports.account_plan.AccountPlan      one query per panel
queries.visible_documents(user) -> QuerySet[Document]      one's own, of accounts one may still see
queries.firm() -> Firm                                     the row, or an empty one
actions.order(by, at, account, wanted) -> Document         to be made; a job makes it (`jobs.documents`)
actions.keep(document, at, data), actions.remove(by, at, document), actions.tidy(at)
actions.save_firm(by, at, name, logo)                      administrators
"""
