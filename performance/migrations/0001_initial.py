import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('scrutiny', '0001_initial'),
        ('scrutiny', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dataset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='datasets', to='scrutiny.council')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('council', 'name'), name='dataset_name_once_a_council'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='dataset_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='GlossaryTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100)),
                ('term', models.CharField(max_length=100)),
                ('also_known_as', models.CharField(blank=True, max_length=100)),
                ('explanation', models.TextField(help_text='Paragraphs, with an empty line between them')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='glossary_terms', to='scrutiny.council')),
                ('related', models.ManyToManyField(blank=True, to='performance.glossaryterm')),
            ],
            options={
                'ordering': ['council', 'term'],
                'constraints': [models.UniqueConstraint(fields=('council', 'term'), name='glossary_term_once_a_council'), models.UniqueConstraint(fields=('council', 'slug'), name='glossary_slug_once_a_council'), models.CheckConstraint(condition=models.Q(models.Q(('term', ''), _negated=True), models.Q(('explanation', ''), _negated=True)), name='glossary_term_is_explained')],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100)),
                ('code', models.CharField(blank=True, max_length=50)),
                ('name', models.CharField(max_length=500)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='performance.dataset')),
            ],
            options={
                'ordering': ['dataset', 'name'],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'slug'), name='indicator_slug_once_a_dataset'), models.UniqueConstraint(fields=('dataset', 'code', 'name'), name='indicator_once_a_dataset'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='indicator_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the month')),
                ('revision', models.PositiveSmallIntegerField(default=1)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.CharField(max_length=64)),
                ('notes', models.JSONField(default=list, help_text='What the sheet says above and below the table, a string each')),
                ('benchmark_year', models.CharField(blank=True, max_length=7)),
                ('imported_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='performance.dataset')),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-month', '-revision'],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'month', 'revision'), name='release_revision_once_a_month'), models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('dataset', 'month'), name='release_one_draft_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='release_month_is_a_first_day'), models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='release_revisions_from_one'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('published_at__isnull', False), _connector='OR'), name='release_publisher_only_if_published')],
            },
        ),
        migrations.CreateModel(
            name='Row',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('group', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(blank=True, max_length=50)),
                ('name', models.CharField(max_length=500)),
                ('owner', models.CharField(blank=True, max_length=500)),
                ('outcome', models.CharField(blank=True, max_length=500)),
                ('unit', models.CharField(choices=[('count', 'Number'), ('percent', 'Percentage'), ('rate', 'Rate')], max_length=10)),
                ('decimals', models.PositiveSmallIntegerField(default=0)),
                ('polarity', models.CharField(choices=[('high', 'Good to be high'), ('low', 'Good to be low'), ('neutral', 'Neither high nor low is better')], default='neutral', max_length=10)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='performance.indicator')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='performance.release')),
            ],
            options={
                'ordering': ['release', 'position'],
                'constraints': [models.UniqueConstraint(fields=('release', 'indicator'), name='row_indicator_once_a_release'), models.UniqueConstraint(fields=('release', 'position'), name='row_position_once_a_release'), models.CheckConstraint(condition=models.Q(('unit__in', ['count', 'percent', 'rate'])), name='row_unit_is_known'), models.CheckConstraint(condition=models.Q(('polarity__in', ['high', 'low', 'neutral'])), name='row_polarity_is_known'), models.CheckConstraint(condition=models.Q(('decimals__lte', 4)), name='row_decimals_are_few'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='row_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Benchmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('comparator', models.CharField(max_length=100)),
                ('value', models.DecimalField(decimal_places=8, max_digits=18, null=True)),
                ('mark', models.CharField(blank=True, choices=[('', 'A figure'), ('-', 'No figure'), ('Local', 'Local measure, nothing to compare with'), ('TBC', 'To be confirmed'), ('n/a', 'Not available'), ('blank', 'Left blank in the source')], default='', max_length=8)),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='benchmarks', to='performance.row')),
            ],
            options={
                'ordering': ['row', 'position'],
                'constraints': [models.UniqueConstraint(fields=('row', 'comparator'), name='benchmark_once_a_comparator'), models.UniqueConstraint(fields=('row', 'position'), name='benchmark_position_once_a_row'), models.CheckConstraint(condition=models.Q(('comparator', ''), _negated=True), name='benchmark_has_a_comparator'), models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('value__isnull', False)), models.Q(('mark__in', ['', '-', 'Local', 'TBC', 'n/a', 'blank']), ('value__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='benchmark_value_or_mark')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('financial_year', models.CharField(help_text='Such as 2018-19', max_length=7)),
                ('value', models.DecimalField(decimal_places=8, max_digits=18, null=True)),
                ('mark', models.CharField(blank=True, choices=[('', 'A figure'), ('-', 'No figure'), ('Local', 'Local measure, nothing to compare with'), ('TBC', 'To be confirmed'), ('n/a', 'Not available'), ('blank', 'Left blank in the source')], default='', max_length=8)),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='performance.row')),
            ],
            options={
                'ordering': ['row', 'financial_year'],
                'constraints': [models.UniqueConstraint(fields=('row', 'financial_year'), name='target_once_a_year'), models.CheckConstraint(condition=models.Q(('financial_year', ''), _negated=True), name='target_has_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('value__isnull', False)), models.Q(('mark__in', ['', '-', 'Local', 'TBC', 'n/a', 'blank']), ('value__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='target_value_or_mark')],
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the month')),
                ('value', models.DecimalField(decimal_places=8, max_digits=18, null=True)),
                ('mark', models.CharField(blank=True, choices=[('', 'A figure'), ('-', 'No figure'), ('Local', 'Local measure, nothing to compare with'), ('TBC', 'To be confirmed'), ('n/a', 'Not available'), ('blank', 'Left blank in the source')], default='', max_length=8)),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='performance.row')),
            ],
            options={
                'ordering': ['row', 'month'],
                'constraints': [models.UniqueConstraint(fields=('row', 'month'), name='value_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='value_month_is_a_first_day'), models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('value__isnull', False)), models.Q(('mark__in', ['', '-', 'Local', 'TBC', 'n/a', 'blank']), ('value__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='value_or_mark')],
            },
        ),
    ]
