import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0001_initial'),
        ('performance', '0001_initial'),
        ('scrutiny', '0001_initial'),
        ('scrutiny', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('created', 'Entered in the plan'), ('update', 'Update by the owner'), ('edited', 'Changed in the plan'), ('closed', 'Closed as complete'), ('reopened', 'Opened again'), ('withdrawn', 'Withdrawn'), ('restored', 'Put back')], max_length=10)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('status_reason', models.TextField(blank=True)),
                ('suggested', models.CharField(blank=True, choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('due_on', models.DateField()),
                ('due_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5)),
                ('moves_due', models.BooleanField(default=False)),
                ('due_reason', models.TextField(blank=True)),
                ('done', models.TextField(blank=True)),
                ('next_step', models.TextField(blank=True)),
                ('evidence', models.TextField(blank=True)),
                ('asks_to_close', models.BooleanField(default=False)),
                ('published_at', models.DateTimeField(null=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='actions.action')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['action_id', 'number'],
                'indexes': [models.Index(models.F('action'), models.OrderBy(models.F('on'), descending=True), models.OrderBy(models.F('number'), descending=True), name='update_newest')],
                'constraints': [models.UniqueConstraint(fields=('action', 'number'), name='update_number_once_an_action'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='update_numbers_from_one'), models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'update', 'edited', 'closed', 'reopened', 'withdrawn', 'restored'])), name='update_kind_is_known'), models.CheckConstraint(condition=models.Q(('status__in', ['red', 'amber', 'green', 'blue', 'not_recorded'])), name='update_status_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'closed'), _negated=True), models.Q(('status', 'blue'), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='update_closes_on_evidence'), models.CheckConstraint(condition=models.Q(('moves_due', False), models.Q(('due_reason', ''), _negated=True), _connector='OR'), name='update_moves_with_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('due_precision', '')), models.Q(('due_on__isnull', False), ('due_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='update_date_is_whole'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('published_at__isnull', False), _connector='OR'), name='update_publisher_only_if_published')],
            },
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='scrutiny.council')),
            ],
            options={
                'verbose_name_plural': 'agencies',
                'ordering': ['council_id', 'name'],
                'constraints': [models.UniqueConstraint(fields=('council', 'name'), name='agency_once_a_council'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='agency_is_named')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('link', 'Link'), ('pdf', 'PDF'), ('picture', 'Picture')], max_length=8)),
                ('title', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('file', models.CharField(blank=True, max_length=200)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('findings', models.JSONField(blank=True, default=list)),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence_items', to='actions.actionupdate')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['update_id', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='action_evidence_has_a_title'), models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('kind', 'link'), ('sha256', ''), models.Q(('url', ''), _negated=True)), models.Q(('kind__in', ['pdf', 'picture']), ('url', ''), models.Q(('file', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='action_evidence_is_a_file_or_a_link'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('published_at__isnull', False), _connector='OR'), name='action_evidence_publisher_only_if_published')],
            },
        ),
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('inspectorate', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('notes', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['inspectorate', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('inspectorate', 'name'), name='framework_name_once_an_inspectorate'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('inspectorate', ''), _negated=True)), name='framework_is_named')],
            },
        ),
        migrations.CreateModel(
            name='FrameworkArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='actions.framework')),
            ],
            options={
                'ordering': ['framework_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('framework', 'position'), name='framework_area_position_once'), models.UniqueConstraint(fields=('framework', 'name'), name='framework_area_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('position__gte', 1)), name='framework_area_is_named')],
            },
        ),
        migrations.CreateModel(
            name='FrameworkJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('is_key', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='actions.frameworkarea')),
            ],
            options={
                'ordering': ['area__position', 'position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('area', 'position'), name='framework_judgement_position_once'), models.UniqueConstraint(fields=('area', 'name'), name='framework_judgement_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('position__gte', 1)), name='framework_judgement_is_named')],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('word', models.CharField(max_length=60)),
                ('meaning', models.TextField(blank=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grades', to='actions.framework')),
            ],
            options={
                'ordering': ['framework_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('framework', 'position'), name='grade_position_once_a_framework'), models.UniqueConstraint(fields=('framework', 'word'), name='grade_word_once_a_framework'), models.CheckConstraint(condition=models.Q(models.Q(('word', ''), _negated=True), ('position__gte', 1)), name='grade_has_a_word')],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commentary', models.TextField(blank=True)),
                ('grade', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.grade')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='actions.inspection')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.frameworkjudgement')),
                ('self_grade', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.grade')),
            ],
            options={
                'ordering': ['inspection_id', 'line__area__position', 'line__position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('inspection', 'line'), name='judgement_once_an_inspection')],
            },
        ),
        migrations.CreateModel(
            name='LightRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_soon_days', models.PositiveSmallIntegerField(default=28)),
                ('quiet_days', models.PositiveSmallIntegerField(default=60)),
                ('many_moves', models.PositiveSmallIntegerField(default=3)),
                ('tolerance', models.DecimalField(decimal_places=1, default=5, max_digits=5)),
                ('version', models.PositiveIntegerField(default=1)),
                ('council', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='light_rules', to='scrutiny.council')),
            ],
            options={
                'verbose_name_plural': 'light rules',
                'constraints': [models.CheckConstraint(condition=models.Q(('due_soon_days__lte', 366), ('many_moves__gte', 1), ('quiet_days__gte', 1), ('tolerance__gte', 0), ('tolerance__lte', 100)), name='light_rules_are_sensible')],
            },
        ),
        migrations.CreateModel(
            name='MeasureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('value', models.DecimalField(decimal_places=8, max_digits=18)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='actions.measureofsuccess')),
            ],
            options={
                'ordering': ['measure_id', 'month'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'month'), name='measure_step_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='measure_step_month_is_a_first_day')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('due_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5)),
                ('reached_on', models.DateField(null=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='actions.action')),
            ],
            options={
                'ordering': ['action_id', 'due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='milestone_has_text'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('due_precision', '')), models.Q(('due_on__isnull', False), ('due_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='milestone_date_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('progress_status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('progress_reason', models.TextField(blank=True)),
                ('progress_suggested', models.CharField(blank=True, choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('progress_commentary', models.TextField(blank=True)),
                ('impact_status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('impact_reason', models.TextField(blank=True)),
                ('impact_suggested', models.CharField(blank=True, choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('impact_commentary', models.TextField(blank=True)),
                ('further_action', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='monitoring_updates', to='actions.areaforimprovement')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['area_id', 'number'],
                'indexes': [models.Index(models.F('area'), models.OrderBy(models.F('on'), descending=True), models.OrderBy(models.F('number'), descending=True), name='monitoring_newest')],
                'constraints': [models.UniqueConstraint(fields=('area', 'number'), name='monitoring_number_once_an_area'), models.CheckConstraint(condition=models.Q(('impact_status__in', ['red', 'amber', 'green', 'blue', 'not_recorded']), ('progress_status__in', ['red', 'amber', 'green', 'blue', 'not_recorded'])), name='monitoring_statuses_are_known'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('progress_status', 'blue'), _negated=True), models.Q(('progress_commentary', ''), _negated=True), _connector='OR'), models.Q(models.Q(('impact_status', 'blue'), _negated=True), models.Q(('impact_commentary', ''), _negated=True), _connector='OR')), name='monitoring_blue_has_commentary'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('published_at__isnull', False), _connector='OR'), name='monitoring_publisher_only_if_published')],
            },
        ),
        migrations.CreateModel(
            name='RagDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green'), ('blue', 'Blue'), ('not_recorded', 'Not recorded')], max_length=12)),
                ('text', models.CharField(max_length=300)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rag_definitions', to='scrutiny.council')),
            ],
            options={
                'ordering': ['council_id', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('council', 'status'), name='definition_once_a_status'), models.CheckConstraint(condition=models.Q(('status__in', ['red', 'amber', 'green', 'blue', 'not_recorded'])), name='definition_status_is_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='definition_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Timescale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('months', models.PositiveSmallIntegerField(null=True)),
                ('days', models.PositiveSmallIntegerField(null=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timescales', to='actions.framework')),
            ],
            options={
                'ordering': ['framework_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('framework', 'position'), name='timescale_position_once_a_framework'), models.UniqueConstraint(fields=('framework', 'name'), name='timescale_name_once_a_framework'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('position__gte', 1)), name='timescale_is_named'), models.CheckConstraint(condition=models.Q(models.Q(('months__isnull', True), ('months__lte', 120), _connector='OR'), models.Q(('days__isnull', True), ('days__lte', 3660), _connector='OR')), name='timescale_is_short')],
            },
        ),
        migrations.CreateModel(
            name='StatedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('of', models.CharField(choices=[('judgements', 'Judgements'), ('areas', 'Areas for improvement')], max_length=12)),
                ('count', models.PositiveSmallIntegerField()),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.frameworkarea')),
                ('grade', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.grade')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stated', to='actions.inspection')),
                ('timescale', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.timescale')),
            ],
            options={
                'ordering': ['inspection_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('inspection', 'position'), name='stated_position_once_an_inspection'), models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', True), ('grade__isnull', True), ('timescale__isnull', True)), models.Q(('area__isnull', False), ('grade__isnull', True), ('of', 'judgements'), ('timescale__isnull', True)), models.Q(('area__isnull', True), ('grade__isnull', False), ('of', 'judgements'), ('timescale__isnull', True)), models.Q(('area__isnull', True), ('grade__isnull', True), ('of', 'areas'), ('timescale__isnull', False)), _connector='OR'), name='stated_of_one_thing')],
            },
        ),
        migrations.AlterModelOptions(
            name='areaforimprovement',
            options={'ordering': ['inspection_id', 'position', 'pk']},
        ),
        migrations.RemoveConstraint(
            model_name='action',
            name='action_position_once_an_area',
        ),
        migrations.RemoveConstraint(
            model_name='action',
            name='action_precision_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='areaforimprovement',
            name='area_numbers_from_one',
        ),
        migrations.RemoveConstraint(
            model_name='inspection',
            name='inspection_start_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='inspection',
            name='inspection_end_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='inspection',
            name='inspection_publication_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='measureofsuccess',
            name='measure_position_once_an_area',
        ),
        migrations.RenameField(
            model_name='areaforimprovement',
            old_name='linked_plan',
            new_name='linked_plans',
        ),
        migrations.RenameField(
            model_name='inspection',
            old_name='framework',
            new_name='framework_name',
        ),
        migrations.AddField(
            model_name='action',
            name='asks_to_close',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='action',
            name='first_due_on',
            field=models.DateField(default=datetime.date(1900, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='action',
            name='first_due_precision',
            field=models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], default='day', max_length=5),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='action',
            name='last_update_on',
            field=models.DateField(help_text='When somebody last said how it stands', null=True),
        ),
        migrations.AddField(
            model_name='action',
            name='moves',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='action',
            name='owner_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions_owned', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='action',
            name='status_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='action',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='action',
            name='withdrawn_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='impact_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='lead_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='areas_led', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='areaforimprovement',
            name='linked_plans',
            field=models.TextField(blank=True, help_text='One a line'),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='own_due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='own_due_precision',
            field=models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='position',
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='priority',
            field=models.CharField(blank=True, choices=[('', 'Not set'), ('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], max_length=6),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='progress_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='title',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='withdrawn_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='inspection',
            name='kind',
            field=models.CharField(blank=True, help_text='Such as announced, or focused visit', max_length=100),
        ),
        migrations.AddField(
            model_name='inspection',
            name='notes',
            field=models.TextField(blank=True, help_text='What a reader of the source should know'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='overall_words',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='inspection',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='inspection',
            name='self_assessed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='inspection',
            name='self_assessed_precision',
            field=models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5),
        ),
        migrations.AddField(
            model_name='inspection',
            name='source',
            field=models.TextField(blank=True, help_text='Which document this is taken from'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='better',
            field=models.CharField(blank=True, choices=[('at_least', 'At least'), ('at_most', 'At most')], max_length=8),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='goal',
            field=models.DecimalField(decimal_places=8, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='goal_month',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='indicator',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures_of_success', to='performance.indicator'),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='start',
            field=models.DecimalField(decimal_places=8, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='start_month',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='measureofsuccess',
            name='withdrawn_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='action',
            name='due_precision',
            field=models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5),
        ),
        migrations.AlterField(
            model_name='areaforimprovement',
            name='number',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='ended_precision',
            field=models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='published_precision',
            field=models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='started_precision',
            field=models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['due_on'], name='action_by_due'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['status'], name='action_by_status'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('area', 'position'), name='action_position_once_an_area'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('due_precision__in', ['day', 'month', 'year']), ('first_due_precision__in', ['day', 'month', 'year'])), name='action_precision_is_known'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'blue'), _negated=True), ('asks_to_close', False), _connector='OR'), name='action_closed_asks_no_more'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='action_withdrawn_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='measureofsuccess',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('area', 'position'), name='measure_position_once_an_area'),
        ),
        migrations.AddConstraint(
            model_name='measureofsuccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('better', ''), ('goal__isnull', True), ('goal_month__isnull', True)), models.Q(('better__in', ['at_least', 'at_most']), ('goal__isnull', False), ('goal_month__isnull', False), ('indicator__isnull', False)), _connector='OR'), name='measure_goal_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='measureofsuccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('start__isnull', True), ('start_month__isnull', True)), models.Q(('start__isnull', False), ('start_month__lt', models.F('goal_month'))), _connector='OR'), name='measure_start_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='measureofsuccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='measure_withdrawn_with_a_reason'),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='agencies',
            field=models.ManyToManyField(blank=True, related_name='areas', to='actions.agency'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='framework',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='actions.framework'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='overall_grade',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.grade'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_on__isnull', True), ('started_precision', '')), models.Q(('started_on__isnull', False), ('started_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='inspection_start_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_precision', '')), models.Q(('ended_on__isnull', False), ('ended_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='inspection_end_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_on__isnull', True), ('published_precision', '')), models.Q(('published_on__isnull', False), ('published_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='inspection_publication_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('self_assessed_on__isnull', True), ('self_assessed_precision', '')), models.Q(('self_assessed_on__isnull', False), ('self_assessed_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='inspection_self_assessment_is_whole'),
        ),
        migrations.AddField(
            model_name='areaforimprovement',
            name='timescale',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.timescale'),
        ),
        migrations.AddConstraint(
            model_name='areaforimprovement',
            constraint=models.CheckConstraint(condition=models.Q(('number__isnull', True), ('number__gte', 1), _connector='OR'), name='area_numbers_from_one'),
        ),
        migrations.AddConstraint(
            model_name='areaforimprovement',
            constraint=models.CheckConstraint(condition=models.Q(('number__isnull', False), models.Q(('title', ''), _negated=True), _connector='OR'), name='area_has_number_or_title'),
        ),
        migrations.AddConstraint(
            model_name='areaforimprovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('own_due_on__isnull', True), ('own_due_precision', '')), models.Q(('own_due_on__isnull', False), ('own_due_precision__in', ['day', 'month', 'year'])), _connector='OR'), name='area_own_date_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='areaforimprovement',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', ['', 'high', 'medium', 'low'])), name='area_priority_is_known'),
        ),
        migrations.AddConstraint(
            model_name='areaforimprovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='area_withdrawn_with_a_reason'),
        ),
    ]
