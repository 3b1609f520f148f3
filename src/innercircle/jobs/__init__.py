"""Door: long work in the background, and by the clock.

Over django-tasks (the interface) and django-tasks-db (the queue, in the same database) this adds what they lack: a
lease and a look at who still lives, so that the work of a killed worker is taken up again; retries; a schedule;
progress; a way to stop. The other doors hand work over with `actions.enqueue` and show how far it is with `queries`.

To add a kind of job: write a function `(context, subject) -> None` in `jobs/<area>.py` and name it in `jobs/kinds.py`.
It must be safe to run again after it was killed anywhere, call `context.progress()` often, and raise `rules.Failed`
with a sentence where it cannot do its work.
"""
