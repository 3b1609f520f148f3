"""The three roles every map must fill."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CORE = (("budget", "Budget"), ("gatekeeper", "Gatekeeper"), ("user", "User"))


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is not there yet."""
    role = apps.get_model("maps", "BuyingRole")
    for place, (key, name) in enumerate(CORE):
        role.objects.get_or_create(key=key, defaults={"name": name, "core": True, "place": place})


class Migration(migrations.Migration):
    dependencies = [("maps", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
