"""The journals stand with the portions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_journals")]

    operations = [migrations.RemoveField(model_name="import", name="journal")]
