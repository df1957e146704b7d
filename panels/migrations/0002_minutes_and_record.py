import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('panels', '0001_initial'),
        ('scrutiny', '0002_reminders'),
        ('scrutiny', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChairTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chair_turns', to='panels.meetingattendance')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='chair_turn', to='panels.agendaitem')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chair_turns', to='panels.minutes')),
            ],
            options={
                'ordering': ['item__position'],
            },
        ),
        migrations.CreateModel(
            name='CouncilPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField()),
                ('text', models.TextField()),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minutes_phrases', to='scrutiny.council')),
            ],
            options={
                'ordering': ['council', 'key'],
                'constraints': [models.UniqueConstraint(fields=('council', 'key'), name='phrase_once_a_council'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='phrase_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pecuniary', 'Disclosable pecuniary interest'), ('other', 'Other interest'), ('scrutiny', 'Scrutiny interest'), ('whip', 'Party whip')], max_length=20)),
                ('nature', models.TextField()),
                ('conduct', models.CharField(choices=[('left_room', 'Left the room'), ('no_vote', 'Stayed, and took no part in the vote'), ('stayed', 'Stayed and took part'), ('left_chair', 'Stepped aside from the chair, stayed and took part')], max_length=20)),
                ('left_at', models.TimeField(blank=True, null=True)),
                ('returned_at', models.TimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='panels.meetingattendance')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='panels.agendaitem')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['pecuniary', 'other', 'scrutiny', 'whip'])), name='declaration_kind_is_known'), models.CheckConstraint(condition=models.Q(('conduct__in', ['left_room', 'no_vote', 'stayed', 'left_chair'])), name='declaration_conduct_is_known'), models.CheckConstraint(condition=models.Q(('nature', ''), _negated=True), name='declaration_has_a_nature'), models.CheckConstraint(condition=models.Q(models.Q(('left_at', None), ('returned_at', None)), models.Q(('conduct', 'left_room'), ('left_at__isnull', False), models.Q(('returned_at', None), ('returned_at__gt', models.F('left_at')), _connector='OR')), _connector='OR'), name='declaration_times_are_of_leaving')],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('excluded_at', models.TimeField()),
                ('readmitted_at', models.TimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('minute', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='exclusion', to='panels.minute')),
                ('minutes', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='exclusion', to='panels.minutes')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('readmitted_at', None), ('readmitted_at__gt', models.F('excluded_at')), _connector='OR'), name='public_readmitted_after_exclusion')],
            },
        ),
        migrations.CreateModel(
            name='MeetingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('copy', models.PositiveSmallIntegerField(default=1)),
                ('text', models.TextField(blank=True)),
                ('window', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_notes', to='panels.agendaitem')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='panels.minutes')),
            ],
            options={
                'ordering': ['item', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'item', 'author', 'copy'), name='notes_once_an_author')],
            },
        ),
        migrations.CreateModel(
            name='MeetingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('action', 'Action'), ('information', 'Information')], default='information', max_length=20)),
                ('text', models.TextField()),
                ('asked_of', models.CharField(blank=True, max_length=200)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='panels.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='panels.meeting')),
            ],
            options={
                'ordering': ['meeting', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['action', 'information'])), name='meeting_request_kind_is_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='meeting_request_has_words')],
            },
        ),
        migrations.CreateModel(
            name='MinutesAmendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='panels.minute')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='panels.minutes')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='amendment_has_words')],
            },
        ),
        migrations.CreateModel(
            name='MinutesEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('draft', 'Draft minutes'), ('approved', 'Minutes as approved'), ('withdrawal', 'Minutes withdrawn')], max_length=20)),
                ('published_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('content', models.JSONField(blank=True, null=True)),
                ('members_content', models.JSONField(blank=True, null=True)),
                ('body', models.TextField(blank=True)),
                ('pdf', models.CharField(blank=True, max_length=200)),
                ('docx', models.CharField(blank=True, max_length=200)),
                ('pages', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.TextField(blank=True)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='panels.minutes')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['minutes', '-number'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'number'), name='minutes_edition_numbers_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['draft', 'approved', 'withdrawal'])), name='minutes_edition_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('content', None), ('kind', 'withdrawal'), ('members_content', None)), models.Q(models.Q(('kind', 'withdrawal'), _negated=True), ('content__isnull', False), models.Q(('body', ''), _negated=True)), _connector='OR'), name='minutes_withdrawal_shows_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'withdrawal'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='minutes_withdrawn_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comes_in', models.BooleanField()),
                ('at', models.TimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='movements', to='panels.meetingattendance')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('attendance', 'at'), name='one_movement_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('motion', models.TextField()),
                ('votes_for', models.PositiveSmallIntegerField()),
                ('votes_against', models.PositiveSmallIntegerField()),
                ('abstentions', models.PositiveSmallIntegerField(default=0)),
                ('casting', models.CharField(blank=True, choices=[('for', 'For'), ('against', 'Against'), ('abstained', 'Abstained')], max_length=20)),
                ('is_named', models.BooleanField(default=False)),
                ('is_education', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='panels.agendaitem')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='panels.minutes')),
                ('resolution', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vote', to='panels.resolution')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('motion', ''), _negated=True), name='vote_says_on_what'), models.CheckConstraint(condition=models.Q(('casting', ''), models.Q(('casting__in', ['for', 'against']), ('votes_for', models.F('votes_against'))), _connector='OR'), name='casting_vote_breaks_a_tie')],
            },
        ),
        migrations.CreateModel(
            name='NamedVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('for', 'For'), ('against', 'Against'), ('abstained', 'Abstained')], max_length=20)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='panels.meetingattendance')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='panels.vote')),
            ],
            options={
                'ordering': ['vote', 'attendance__position'],
                'constraints': [models.UniqueConstraint(fields=('vote', 'attendance'), name='one_vote_a_member'), models.CheckConstraint(condition=models.Q(('choice__in', ['for', 'against', 'abstained'])), name='vote_choice_is_known')],
            },
        ),
        migrations.CreateModel(
            name='RecordKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='record_keys', to='panels.minutes')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('minutes', 'key'), name='record_key_once')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='agendaitem',
            name='item_kind_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='meetingattendance',
            name='attendance_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='searchentry',
            name='search_entry_once_an_agenda',
        ),
        migrations.RemoveConstraint(
            model_name='standingitem',
            name='standing_item_kind_is_known',
        ),
        migrations.AddField(
            model_name='meetingattendance',
            name='is_remote',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='meetingattendance',
            name='kind',
            field=models.CharField(choices=[('councillor', 'Councillor'), ('co-opted', 'Co-opted member')], default='councillor', max_length=20),
        ),
        migrations.AddField(
            model_name='meetingattendance',
            name='substitute_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substituted', to='panels.person'),
        ),
        migrations.AddField(
            model_name='minute',
            name='chair_after',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='minute',
            name='compiled',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='minute',
            name='is_exempt',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='minute',
            name='item',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minute', to='panels.agendaitem'),
        ),
        migrations.AddField(
            model_name='minute',
            name='public_summary',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='minute',
            name='public_title',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='minute',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='minutes',
            name='approved_at',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes_approved', to='panels.meeting'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutes',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='minutes',
            name='closed_at',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutes',
            name='first_number',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutes',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutes',
            name='signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='panels.person'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='signed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutes',
            name='state',
            field=models.CharField(choices=[('draft', 'Being written'), ('with_chair', 'With the chair'), ('checked', 'Checked by the chair'), ('published', 'Published as draft'), ('approved', 'Approved and signed')], default='draft', max_length=20),
        ),
        migrations.AddField(
            model_name='minutes',
            name='state_reason',
            field=models.TextField(blank=True, help_text='Why they came back to be written, until they move on'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='resolution',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='speaker',
            name='kind',
            field=models.CharField(choices=[('officer', 'Officer or witness'), ('public', 'Member of the public')], default='officer', max_length=20),
        ),
        migrations.AddField(
            model_name='speaker',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='agendaitem',
            name='kind',
            field=models.CharField(choices=[('plain', 'Plain item'), ('apologies', 'Apologies and changes in membership'), ('minutes', 'Minutes of the previous meeting'), ('recommendations', 'Monitoring of recommendations')], default='plain', max_length=20),
        ),
        migrations.AlterField(
            model_name='announcement',
            name='edition',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='announcement', to='panels.edition'),
        ),
        migrations.AlterField(
            model_name='meetingattendance',
            name='attendance',
            field=models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=20),
        ),
        migrations.AlterField(
            model_name='searchentry',
            name='edition',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to='panels.edition'),
        ),
        migrations.AlterField(
            model_name='standingitem',
            name='kind',
            field=models.CharField(choices=[('plain', 'Plain item'), ('apologies', 'Apologies and changes in membership'), ('minutes', 'Minutes of the previous meeting'), ('recommendations', 'Monitoring of recommendations')], default='plain', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['plain', 'apologies', 'minutes', 'recommendations'])), name='item_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='meetingattendance',
            constraint=models.UniqueConstraint(fields=('minutes', 'substitute_for'), name='one_substitute_a_member'),
        ),
        migrations.AddConstraint(
            model_name='meetingattendance',
            constraint=models.CheckConstraint(condition=models.Q(('attendance__in', ['present', 'apologies', 'absent'])), name='attendance_is_known'),
        ),
        migrations.AddConstraint(
            model_name='meetingattendance',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['councillor', 'co-opted'])), name='attendance_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='meetingattendance',
            constraint=models.CheckConstraint(condition=models.Q(('is_remote', False), ('attendance', 'present'), _connector='OR'), name='remote_means_present'),
        ),
        migrations.AddConstraint(
            model_name='meetingattendance',
            constraint=models.CheckConstraint(condition=models.Q(('substitute_for', None), models.Q(('substitute_for', models.F('person')), _negated=True), _connector='OR'), name='substitute_for_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'with_chair', 'checked', 'published', 'approved'])), name='minutes_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('first_number__gte', 1)), name='minutes_begin_at_one_or_later'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='minutes_checked_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('signed_on__isnull', False), ('state', 'approved'), ('signed_by__isnull', False)), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at', None), ('signed_by', None), ('signed_on', None)), _connector='OR'), name='minutes_approved_where_when_and_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='resolution_has_words'),
        ),
        migrations.AddConstraint(
            model_name='speaker',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['officer', 'public'])), name='speaker_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='speaker',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='speaker_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='standingitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['plain', 'apologies', 'minutes', 'recommendations'])), name='standing_item_kind_is_known'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='minutes_edition',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='announcement', to='panels.minutesedition'),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='minutes_edition',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to='panels.minutesedition'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('minutes_edition', None)), models.Q(('edition', None), ('minutes_edition__isnull', False)), _connector='OR'), name='announcement_is_of_one_publication'),
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.UniqueConstraint(condition=models.Q(('minutes_edition', None), ('position', None)), fields=('meeting',), name='search_entry_once_an_agenda'),
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.UniqueConstraint(condition=models.Q(('minutes_edition__isnull', False)), fields=('meeting',), name='search_entry_once_a_set_of_minutes'),
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('minutes_edition', None)), models.Q(('edition', None), ('minutes_edition__isnull', False), ('position', None)), _connector='OR'), name='search_entry_is_of_one_publication'),
        ),
    ]
