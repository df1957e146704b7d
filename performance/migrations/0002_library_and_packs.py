import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0001_initial'),
        ('scrutiny', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PerformancePack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the month')),
                ('version', models.PositiveIntegerField(default=1)),
                ('started_at', models.DateTimeField()),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='performance.dataset')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='performance.release')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-month'],
                'constraints': [models.UniqueConstraint(fields=('dataset', 'month'), name='pack_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='pack_month_is_a_first_day')],
            },
        ),
        migrations.CreateModel(
            name='PackEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('reason', models.CharField(blank=True, help_text='Why it replaces the edition before', max_length=300)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pack_editions', to='performance.release')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='performance.performancepack')),
            ],
            options={
                'ordering': ['pack', '-number'],
                'constraints': [models.UniqueConstraint(fields=('pack', 'number'), name='pack_edition_number_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='later_pack_editions_say_why')],
            },
        ),
        migrations.CreateModel(
            name='EnquiryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('rule', models.CharField(blank=True, choices=[('concern', 'A signal of concern'), ('off_target', 'Off target'), ('long_worse', 'Worse than others for months'), ('changed', 'A signal where neither way is marked as good'), ('improved', 'A signal of improvement'), ('no_target', 'A target that is still to be set'), ('unexplained', 'An explanation that was asked for and did not come'), ('missing', 'A month without a figure')], max_length=20)),
                ('suggested', models.TextField(blank=True)),
                ('dropped', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('indicator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='performance.indicator')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='performance.performancepack')),
            ],
            options={
                'ordering': ['pack', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='line_says_something'), models.CheckConstraint(condition=models.Q(('rule', ''), ('rule__in', ['concern', 'off_target', 'long_worse', 'changed', 'improved', 'no_target', 'unexplained', 'missing']), _connector='OR'), name='line_rule_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('rule', ''), ('suggested', '')), models.Q(models.Q(('rule', ''), _negated=True), models.Q(('suggested', ''), _negated=True)), _connector='OR'), name='line_suggested_by_a_rule')],
            },
        ),
        migrations.CreateModel(
            name='Rebase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the first month that counts anew')),
                ('reason', models.CharField(max_length=300)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rebases', to='performance.indicator')),
            ],
            options={
                'ordering': ['indicator', 'month'],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'month'), name='rebase_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='rebase_month_is_a_first_day'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='rebase_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Commentary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the month')),
                ('because', models.TextField(help_text='Why it is asked for, in a sentence')),
                ('due', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('submitted', 'With the manager'), ('returned', 'Returned to the writer'), ('signed_off', 'Signed off'), ('withdrawn', 'No longer needed')], default='asked', max_length=20)),
                ('text', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(null=True)),
                ('returned_because', models.TextField(blank=True)),
                ('signed_off_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commentaries', to='performance.indicator')),
                ('signed_off_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-month', 'indicator'],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'month'), name='commentary_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='commentary_month_is_a_first_day'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'submitted', 'returned', 'signed_off', 'withdrawn'])), name='commentary_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('written_at', None), ('written_by', None)), models.Q(('written_at__isnull', False), ('written_by__isnull', False)), _connector='OR'), name='commentary_written_when_and_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('signed_off_at', None), ('signed_off_by', None)), models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False)), _connector='OR'), name='commentary_signed_off_when_and_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed_off'), _negated=True), models.Q(models.Q(('text', ''), _negated=True), ('signed_off_at__isnull', False), ('written_at__isnull', False)), _connector='OR'), name='commentary_signed_off_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('returned_because', ''), _negated=True), _connector='OR'), name='commentary_returned_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('definition', models.TextField(blank=True)),
                ('why', models.TextField(blank=True, help_text='Why it matters')),
                ('care', models.TextField(blank=True, help_text='What to mind when reading it')),
                ('national_polarity', models.CharField(blank=True, choices=[('high', 'Good to be high'), ('low', 'Good to be low'), ('neutral', 'Neither high nor low is better')], max_length=10)),
                ('target_basis', models.CharField(choices=[('month', 'The figure of each month'), ('year', 'The total of the year’s months')], default='month', max_length=10)),
                ('baseline_months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(2)])),
                ('version', models.PositiveIntegerField(default=1)),
                ('denominator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='performance.indicator')),
                ('explained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='performance.indicator')),
                ('numerator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='performance.indicator')),
                ('related', models.ManyToManyField(blank=True, related_name='+', to='performance.indicator')),
                ('told_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='performance.indicator')),
            ],
            options={
                'ordering': ['indicator'],
                'constraints': [models.CheckConstraint(condition=models.Q(('national_polarity', ''), ('national_polarity__in', ['high', 'low', 'neutral']), _connector='OR'), name='entry_national_polarity_is_known'), models.CheckConstraint(condition=models.Q(('target_basis__in', ['month', 'year'])), name='entry_target_basis_is_known'), models.CheckConstraint(condition=models.Q(('baseline_months__isnull', True), ('baseline_months__gte', 2), _connector='OR'), name='entry_baseline_has_two_months'), models.CheckConstraint(condition=models.Q(('numerator__isnull', True), models.Q(('numerator', models.F('indicator')), _negated=True), _connector='OR'), name='entry_is_not_its_own_numerator'), models.CheckConstraint(condition=models.Q(('denominator__isnull', True), models.Q(('denominator', models.F('indicator')), _negated=True), _connector='OR'), name='entry_is_not_its_own_denominator'), models.CheckConstraint(condition=models.Q(('told_with__isnull', True), models.Q(('told_with', models.F('indicator')), _negated=True), _connector='OR'), name='entry_is_not_its_own_told_with')],
            },
        ),
    ]
