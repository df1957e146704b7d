from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0005_plan_prints'),
    ]

    operations = [
        migrations.AddField(
            model_name='planprint',
            name='attempt',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='planprint',
            name='beat_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
