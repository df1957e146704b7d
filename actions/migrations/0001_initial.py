import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('scrutiny', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('inspectorate', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('framework', models.CharField(blank=True, max_length=200)),
                ('area_term', models.CharField(default='Area for improvement', max_length=60)),
                ('started_on', models.DateField(null=True)),
                ('started_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month')], max_length=5)),
                ('ended_on', models.DateField(null=True)),
                ('ended_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month')], max_length=5)),
                ('published_on', models.DateField(null=True)),
                ('published_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month')], max_length=5)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='scrutiny.council')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('ended_on'), descending=True, nulls_last=True), 'title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('started_on__isnull', True), ('started_precision', '')), models.Q(('started_on__isnull', False), ('started_precision__in', ['day', 'month'])), _connector='OR'), name='inspection_start_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_precision', '')), models.Q(('ended_on__isnull', False), ('ended_precision__in', ['day', 'month'])), _connector='OR'), name='inspection_end_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('published_on__isnull', True), ('published_precision', '')), models.Q(('published_on__isnull', False), ('published_precision__in', ['day', 'month'])), _connector='OR'), name='inspection_publication_is_whole'), models.CheckConstraint(condition=models.Q(('started_on__isnull', True), ('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='inspection_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('inspectorate', ''), _negated=True), models.Q(('area_term', ''), _negated=True)), name='inspection_is_named')],
            },
        ),
        migrations.CreateModel(
            name='AreaForImprovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('slug', models.SlugField(max_length=100)),
                ('text', models.TextField()),
                ('is_quotation', models.BooleanField(default=False)),
                ('lead_name', models.CharField(blank=True, max_length=200)),
                ('lead_job_title', models.CharField(blank=True, max_length=200)),
                ('linked_plan', models.CharField(blank=True, max_length=200)),
                ('expected_outcome', models.TextField(blank=True)),
                ('progress_status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=12)),
                ('progress_commentary', models.TextField(blank=True)),
                ('impact_status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=12)),
                ('impact_commentary', models.TextField(blank=True)),
                ('further_action', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='actions.inspection')),
            ],
            options={
                'ordering': ['inspection_id', 'number'],
                'constraints': [models.UniqueConstraint(fields=('inspection', 'number'), name='area_number_once_an_inspection'), models.UniqueConstraint(fields=('inspection', 'slug'), name='area_slug_once_an_inspection'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='area_numbers_from_one'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='area_has_text'), models.CheckConstraint(condition=models.Q(('impact_status__in', ['red', 'amber', 'green', 'blue', 'not_recorded']), ('progress_status__in', ['red', 'amber', 'green', 'blue', 'not_recorded'])), name='area_statuses_are_known'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('progress_status', 'blue'), _negated=True), models.Q(('progress_commentary', ''), _negated=True), _connector='OR'), models.Q(models.Q(('impact_status', 'blue'), _negated=True), models.Q(('impact_commentary', ''), _negated=True), _connector='OR')), name='area_blue_has_commentary')],
            },
        ),
        migrations.CreateModel(
            name='MeasureOfSuccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='actions.areaforimprovement')),
            ],
            options={
                'ordering': ['area_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('area', 'position'), name='measure_position_once_an_area'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='measure_positions_from_one'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='measure_has_text')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('due_on', models.DateField()),
                ('due_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month')], max_length=5)),
                ('owner_name', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], default='not_recorded', max_length=12)),
                ('evidence', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='actions.areaforimprovement')),
            ],
            options={
                'ordering': ['area_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('area', 'position'), name='action_position_once_an_area'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='action_positions_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('owner_name', ''), _negated=True)), name='action_has_text_and_owner'), models.CheckConstraint(condition=models.Q(('status__in', ['red', 'amber', 'green', 'blue', 'not_recorded'])), name='action_status_is_known'), models.CheckConstraint(condition=models.Q(('due_precision__in', ['day', 'month'])), name='action_precision_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'blue'), _negated=True), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='action_blue_has_evidence')],
            },
        ),
    ]
