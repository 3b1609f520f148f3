"""What was written before there were portions becomes one portion; previews are made again, for they lack what is new."""

from typing import Any

from django.db import migrations


def to_portions(apps: Any, _editor: Any) -> None:
    imports, portions = apps.get_model("intake", "Import"), apps.get_model("intake", "Portion")
    for run in imports.objects.filter(stage__in=["applied", "undone"]).iterator():
        portions.objects.create(
            run=run, number=1, by=run.by, at=run.applied_at or run.at, journal=run.journal, undone_at=run.undone_at
        )
    imports.objects.filter(stage="planned").update(stage="read")
    for run in imports.objects.iterator():
        imports.objects.filter(pk=run.pk).update(total=run.lines.count())


def to_journals(apps: Any, _editor: Any) -> None:
    for portion in apps.get_model("intake", "Portion").objects.order_by("run", "number"):
        portion.run.journal = [*portion.run.journal, *portion.journal]
        portion.run.save(update_fields=["journal"])


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_portions")]

    operations = [migrations.RunPython(to_portions, to_journals)]
