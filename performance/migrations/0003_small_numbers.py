import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0002_library_and_packs'),
        ('scrutiny', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('granted_at', models.DateTimeField()),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='performance.dataset')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['dataset', 'user__full_name'],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'user'), name='reader_once_a_dataset'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reader_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sum', 'Is the sum of'), ('whole', 'Makes up 100% together with'), ('share', 'Is the percentage of'), ('rate', 'Is a rate of')], max_length=10)),
                ('found', models.BooleanField(default=False, help_text='Found in the figures; else given by an officer')),
                ('dropped', models.BooleanField(default=False, help_text='An officer says that it is a coincidence')),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='performance.dataset')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='performance.indicator')),
            ],
            options={
                'ordering': ['dataset', 'kind', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RelationPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='performance.indicator')),
                ('relation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='performance.relation')),
            ],
            options={
                'ordering': ['relation', 'position'],
                'constraints': [models.UniqueConstraint(fields=('relation', 'indicator'), name='relation_part_once'), models.UniqueConstraint(fields=('relation', 'position'), name='relation_parts_in_order')],
            },
        ),
        migrations.CreateModel(
            name='SmallNumbersRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('none', 'Every figure is shown'), ('dfe', '1 to 5 are withheld, as the Department for Education does'), ('own', 'Numbers up to a threshold of our own are withheld')], default='none', max_length=10)),
                ('threshold', models.PositiveSmallIntegerField(default=5, help_text="Used by the rule 'own'")),
                ('reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('set_at', models.DateTimeField()),
                ('dataset', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='small_numbers', to='performance.dataset')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['none', 'dfe', 'own'])), name='small_numbers_kind_is_known'), models.CheckConstraint(condition=models.Q(('threshold__gte', 1), ('threshold__lte', 100)), name='small_numbers_threshold_is_small')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='benchmark',
            name='benchmark_value_or_mark',
        ),
        migrations.RemoveConstraint(
            model_name='target',
            name='target_value_or_mark',
        ),
        migrations.RemoveConstraint(
            model_name='value',
            name='value_or_mark',
        ),
        migrations.AddField(
            model_name='value',
            name='withheld',
            field=models.BooleanField(default=False, help_text='Not shown to the public'),
        ),
        migrations.AlterField(
            model_name='benchmark',
            name='mark',
            field=models.CharField(blank=True, choices=[('', 'A figure'), ('-', 'No figure'), ('Local', 'Local measure, nothing to compare with'), ('TBC', 'To be confirmed'), ('n/a', 'Not available'), ('blank', 'Left blank in the source'), ('c', 'Withheld, so that no child can be identified')], default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='target',
            name='mark',
            field=models.CharField(blank=True, choices=[('', 'A figure'), ('-', 'No figure'), ('Local', 'Local measure, nothing to compare with'), ('TBC', 'To be confirmed'), ('n/a', 'Not available'), ('blank', 'Left blank in the source'), ('c', 'Withheld, so that no child can be identified')], default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='value',
            name='mark',
            field=models.CharField(blank=True, choices=[('', 'A figure'), ('-', 'No figure'), ('Local', 'Local measure, nothing to compare with'), ('TBC', 'To be confirmed'), ('n/a', 'Not available'), ('blank', 'Left blank in the source'), ('c', 'Withheld, so that no child can be identified')], default='', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='benchmark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('value__isnull', False)), models.Q(('mark__in', ['', '-', 'Local', 'TBC', 'n/a', 'blank', 'c']), ('value__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='benchmark_value_or_mark'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('value__isnull', False)), models.Q(('mark__in', ['', '-', 'Local', 'TBC', 'n/a', 'blank', 'c']), ('value__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='target_value_or_mark'),
        ),
        migrations.AddConstraint(
            model_name='value',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('value__isnull', False)), models.Q(('mark__in', ['', '-', 'Local', 'TBC', 'n/a', 'blank', 'c']), ('value__isnull', True), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='value_or_mark'),
        ),
        migrations.AddField(
            model_name='relation',
            name='parts',
            field=models.ManyToManyField(related_name='+', through='performance.RelationPart', to='performance.indicator'),
        ),
        migrations.AddConstraint(
            model_name='relation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sum', 'whole', 'share', 'rate'])), name='relation_kind_is_known'),
        ),
    ]
