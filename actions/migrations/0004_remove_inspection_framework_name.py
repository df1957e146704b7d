from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("actions", "0003_what_was_there")]

    operations = [migrations.RemoveField(model_name="inspection", name="framework_name")]
