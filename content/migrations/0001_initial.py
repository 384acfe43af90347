import content.identities
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.contrib.taggit
import modelcluster.fields
import uuid
import wagtail.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('places', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iri', models.TextField(unique=True)),
                ('kind', models.CharField(choices=[('indicator', 'indicator'), ('competence', 'competence')], max_length=12)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=300)),
                ('framework', models.CharField(max_length=50)),
            ],
            options={
                'ordering': ['-kind', 'framework', 'code'],
            },
        ),
        migrations.CreateModel(
            name='CourseIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=300, verbose_name='one sentence on what it is about')),
            ],
            options={
                'verbose_name': 'list of courses',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.learner')),
            ],
            options={
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'list of news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('intro', models.CharField(blank=True, max_length=300, verbose_name='one sentence on what it is about')),
                ('body', wagtail.fields.StreamField([('text', 0), ('picture', 5), ('sound', 9), ('film', 12), ('file', 14), ('single', 22), ('several', 22), ('true_false', 26), ('short_text', 31)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link', 'document-link', 'hr', 'blockquote'], 'label': 'Text'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Photo', 'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('fish-hook', 'a carp looks at a hook'), ('phone-bait', 'a telephone as bait'), ('fake-bank', 'a fox beside a bank'), ('otp-lock', 'a padlock and hidden numbers'), ('strong-key', 'a strong key'), ('ask-neighbour', 'two neighbours talk'), ('plan-hen', 'a hen before the calendar'), ('read-lamp', 'reading by candlelight'), ('read-tree', 'reading under a tree'), ('note-book', 'a notebook and a pencil'), ('library-boat', 'a boat full of books'), ('share-circle', 'three people read together'), ('pig-purse', 'a pig and a paper'), ('hen-basket', 'a rooster and its grain'), ('hat-field', 'a palm hat beside a plant')], 'label': 'or a drawn picture', 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Read aloud to those who cannot see it.', 'label': 'What the picture shows'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Line below', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 1), ('drawn', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Sound file'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Title'}), 8: ('wagtail.blocks.TextBlock', (), {'label': 'The same in words', 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 6), ('title', 7), ('words', 8)]], {}), 10: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Film file'}), 11: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Captions (.vtt)', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('file', 10), ('title', 7), ('captions', 11), ('words', 8)]], {}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 14: ('wagtail.blocks.StructBlock', [[('file', 13), ('title', 7)]], {}), 15: ('wagtail.blocks.TextBlock', (), {'label': 'Question', 'rows': 2}), 16: ('wagtail.blocks.TextBlock', (), {'label': 'Explanation after answering', 'required': False, 'rows': 2}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'Answer'}), 18: ('wagtail.blocks.BooleanBlock', (), {'label': 'This answer is right', 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'What to say when it is chosen', 'required': False}), 20: ('wagtail.blocks.StructBlock', [[('text', 17), ('right', 18), ('feedback', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Answers', 'max_num': 8, 'min_num': 2}), 22: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('choices', 21)]], {}), 23: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('true', 'The sentence is true'), ('false', 'The sentence is false')], 'label': 'True or false?'}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to “true”', 'required': False}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to “false”', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('is_true', 23), ('feedback_true', 24), ('feedback_false', 25)]], {}), 27: ('wagtail.blocks.CharBlock', (), {}), 28: ('wagtail.blocks.ListBlock', (27,), {'help_text': 'Marks and capitals do not matter.', 'label': 'Accepted answers', 'min_num': 1}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to a right answer', 'required': False}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to a wrong answer', 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('accepted', 28), ('feedback_right', 29), ('feedback_wrong', 30)]], {})}, verbose_name='text')),
            ],
            options={
                'verbose_name': 'piece of news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PageActivity',
            fields=[
                ('page', models.OneToOneField(on_delete=content.identities.unless_learnt, primary_key=True, related_name='+', serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('origin', models.UUIDField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProgressCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(default=0)),
                ('moved_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SecondPersonTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
            ],
            options={
                'verbose_name': 'approval by a second person',
                'verbose_name_plural': 'approvals by a second person',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='CentrePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=300, verbose_name='one sentence on what it is about')),
                ('body', wagtail.fields.StreamField([('text', 0), ('picture', 5), ('sound', 9), ('film', 12), ('file', 14), ('single', 22), ('several', 22), ('true_false', 26), ('short_text', 31)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link', 'document-link', 'hr', 'blockquote'], 'label': 'Text'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Photo', 'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('fish-hook', 'a carp looks at a hook'), ('phone-bait', 'a telephone as bait'), ('fake-bank', 'a fox beside a bank'), ('otp-lock', 'a padlock and hidden numbers'), ('strong-key', 'a strong key'), ('ask-neighbour', 'two neighbours talk'), ('plan-hen', 'a hen before the calendar'), ('read-lamp', 'reading by candlelight'), ('read-tree', 'reading under a tree'), ('note-book', 'a notebook and a pencil'), ('library-boat', 'a boat full of books'), ('share-circle', 'three people read together'), ('pig-purse', 'a pig and a paper'), ('hen-basket', 'a rooster and its grain'), ('hat-field', 'a palm hat beside a plant')], 'label': 'or a drawn picture', 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Read aloud to those who cannot see it.', 'label': 'What the picture shows'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Line below', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 1), ('drawn', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Sound file'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Title'}), 8: ('wagtail.blocks.TextBlock', (), {'label': 'The same in words', 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 6), ('title', 7), ('words', 8)]], {}), 10: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Film file'}), 11: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Captions (.vtt)', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('file', 10), ('title', 7), ('captions', 11), ('words', 8)]], {}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 14: ('wagtail.blocks.StructBlock', [[('file', 13), ('title', 7)]], {}), 15: ('wagtail.blocks.TextBlock', (), {'label': 'Question', 'rows': 2}), 16: ('wagtail.blocks.TextBlock', (), {'label': 'Explanation after answering', 'required': False, 'rows': 2}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'Answer'}), 18: ('wagtail.blocks.BooleanBlock', (), {'label': 'This answer is right', 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'What to say when it is chosen', 'required': False}), 20: ('wagtail.blocks.StructBlock', [[('text', 17), ('right', 18), ('feedback', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Answers', 'max_num': 8, 'min_num': 2}), 22: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('choices', 21)]], {}), 23: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('true', 'The sentence is true'), ('false', 'The sentence is false')], 'label': 'True or false?'}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to “true”', 'required': False}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to “false”', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('is_true', 23), ('feedback_true', 24), ('feedback_false', 25)]], {}), 27: ('wagtail.blocks.CharBlock', (), {}), 28: ('wagtail.blocks.ListBlock', (27,), {'help_text': 'Marks and capitals do not matter.', 'label': 'Accepted answers', 'min_num': 1}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to a right answer', 'required': False}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to a wrong answer', 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('accepted', 28), ('feedback_right', 29), ('feedback_wrong', 30)]], {})}, verbose_name='text')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.centre', verbose_name='centre')),
            ],
            options={
                'verbose_name': 'page of a centre',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CentreSpace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('centre', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.centre')),
                ('collection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.collection')),
                ('pages', models.ManyToManyField(related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CoursePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=300, verbose_name='one sentence on what it is about')),
                ('drawn', models.CharField(blank=True, choices=[('fish-hook', 'a carp looks at a hook'), ('phone-bait', 'a telephone as bait'), ('fake-bank', 'a fox beside a bank'), ('otp-lock', 'a padlock and hidden numbers'), ('strong-key', 'a strong key'), ('ask-neighbour', 'two neighbours talk'), ('plan-hen', 'a hen before the calendar'), ('read-lamp', 'reading by candlelight'), ('read-tree', 'reading under a tree'), ('note-book', 'a notebook and a pencil'), ('library-boat', 'a boat full of books'), ('share-circle', 'three people read together'), ('pig-purse', 'a pig and a paper'), ('hen-basket', 'a rooster and its grain'), ('hat-field', 'a palm hat beside a plant')], max_length=30, verbose_name='drawn picture')),
                ('image_alt', models.CharField(blank=True, max_length=200, verbose_name='what the picture shows')),
                ('level', models.CharField(choices=[('easy', 'easy'), ('middle', 'middle'), ('hard', 'needs some knowledge')], default='easy', max_length=10, verbose_name='level')),
                ('language', models.CharField(default='vi', max_length=10, verbose_name='language')),
                ('licence', models.CharField(blank=True, default='CC BY 4.0', max_length=50, verbose_name='licence')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('outcomes', wagtail.fields.RichTextField(blank=True, verbose_name='after the course one can')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='photo')),
            ],
            options={
                'verbose_name': 'course',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CourseTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='content.coursepage')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='taggit.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='coursepage',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='content.CourseTag', to='taggit.Tag', verbose_name='tags'),
        ),
        migrations.CreateModel(
            name='EnrolmentProgress',
            fields=[
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='progress', serialize=False, to='content.enrolment')),
                ('learnt', models.JSONField(default=dict)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='LessonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=300, verbose_name='one sentence on what it is about')),
                ('drawn', models.CharField(blank=True, choices=[('fish-hook', 'a carp looks at a hook'), ('phone-bait', 'a telephone as bait'), ('fake-bank', 'a fox beside a bank'), ('otp-lock', 'a padlock and hidden numbers'), ('strong-key', 'a strong key'), ('ask-neighbour', 'two neighbours talk'), ('plan-hen', 'a hen before the calendar'), ('read-lamp', 'reading by candlelight'), ('read-tree', 'reading under a tree'), ('note-book', 'a notebook and a pencil'), ('library-boat', 'a boat full of books'), ('share-circle', 'three people read together'), ('pig-purse', 'a pig and a paper'), ('hen-basket', 'a rooster and its grain'), ('hat-field', 'a palm hat beside a plant')], max_length=30, verbose_name='drawn picture')),
                ('image_alt', models.CharField(blank=True, max_length=200, verbose_name='what the picture shows')),
                ('level', models.CharField(choices=[('easy', 'easy'), ('middle', 'middle'), ('hard', 'needs some knowledge')], default='easy', max_length=10, verbose_name='level')),
                ('language', models.CharField(default='vi', max_length=10, verbose_name='language')),
                ('licence', models.CharField(blank=True, default='CC BY 4.0', max_length=50, verbose_name='licence')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(240)], verbose_name='minutes it takes')),
                ('pass_mark', models.DecimalField(decimal_places=2, default=Decimal('0.80'), max_digits=3, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('1'))], verbose_name='share of right answers to pass')),
                ('body', wagtail.fields.StreamField([('text', 0), ('picture', 5), ('sound', 9), ('film', 12), ('file', 14), ('single', 22), ('several', 22), ('true_false', 26), ('short_text', 31)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link', 'document-link', 'hr', 'blockquote'], 'label': 'Text'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Photo', 'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('fish-hook', 'a carp looks at a hook'), ('phone-bait', 'a telephone as bait'), ('fake-bank', 'a fox beside a bank'), ('otp-lock', 'a padlock and hidden numbers'), ('strong-key', 'a strong key'), ('ask-neighbour', 'two neighbours talk'), ('plan-hen', 'a hen before the calendar'), ('read-lamp', 'reading by candlelight'), ('read-tree', 'reading under a tree'), ('note-book', 'a notebook and a pencil'), ('library-boat', 'a boat full of books'), ('share-circle', 'three people read together'), ('pig-purse', 'a pig and a paper'), ('hen-basket', 'a rooster and its grain'), ('hat-field', 'a palm hat beside a plant')], 'label': 'or a drawn picture', 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Read aloud to those who cannot see it.', 'label': 'What the picture shows'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Line below', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 1), ('drawn', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Sound file'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Title'}), 8: ('wagtail.blocks.TextBlock', (), {'label': 'The same in words', 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('file', 6), ('title', 7), ('words', 8)]], {}), 10: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Film file'}), 11: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Captions (.vtt)', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('file', 10), ('title', 7), ('captions', 11), ('words', 8)]], {}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 14: ('wagtail.blocks.StructBlock', [[('file', 13), ('title', 7)]], {}), 15: ('wagtail.blocks.TextBlock', (), {'label': 'Question', 'rows': 2}), 16: ('wagtail.blocks.TextBlock', (), {'label': 'Explanation after answering', 'required': False, 'rows': 2}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'Answer'}), 18: ('wagtail.blocks.BooleanBlock', (), {'label': 'This answer is right', 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'What to say when it is chosen', 'required': False}), 20: ('wagtail.blocks.StructBlock', [[('text', 17), ('right', 18), ('feedback', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Answers', 'max_num': 8, 'min_num': 2}), 22: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('choices', 21)]], {}), 23: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('true', 'The sentence is true'), ('false', 'The sentence is false')], 'label': 'True or false?'}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to “true”', 'required': False}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to “false”', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('is_true', 23), ('feedback_true', 24), ('feedback_false', 25)]], {}), 27: ('wagtail.blocks.CharBlock', (), {}), 28: ('wagtail.blocks.ListBlock', (27,), {'help_text': 'Marks and capitals do not matter.', 'label': 'Accepted answers', 'min_num': 1}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to a right answer', 'required': False}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'What to say to a wrong answer', 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('question', 15), ('explanation', 16), ('accepted', 28), ('feedback_right', 29), ('feedback_wrong', 30)]], {})}, verbose_name='lesson')),
                ('alignments', modelcluster.fields.ParentalManyToManyField(blank=True, related_query_name='lessonpage', to='content.alignment', verbose_name='counts for')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='photo')),
            ],
            options={
                'verbose_name': 'lesson',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LessonTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='content.lessonpage')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='taggit.tag')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='content.LessonTag', to='taggit.Tag', verbose_name='tags'),
        ),
        migrations.CreateModel(
            name='ModulePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=300, verbose_name='one sentence on what it is about')),
                ('drawn', models.CharField(blank=True, choices=[('fish-hook', 'a carp looks at a hook'), ('phone-bait', 'a telephone as bait'), ('fake-bank', 'a fox beside a bank'), ('otp-lock', 'a padlock and hidden numbers'), ('strong-key', 'a strong key'), ('ask-neighbour', 'two neighbours talk'), ('plan-hen', 'a hen before the calendar'), ('read-lamp', 'reading by candlelight'), ('read-tree', 'reading under a tree'), ('note-book', 'a notebook and a pencil'), ('library-boat', 'a boat full of books'), ('share-circle', 'three people read together'), ('pig-purse', 'a pig and a paper'), ('hen-basket', 'a rooster and its grain'), ('hat-field', 'a palm hat beside a plant')], max_length=30, verbose_name='drawn picture')),
                ('image_alt', models.CharField(blank=True, max_length=200, verbose_name='what the picture shows')),
                ('level', models.CharField(choices=[('easy', 'easy'), ('middle', 'middle'), ('hard', 'needs some knowledge')], default='easy', max_length=10, verbose_name='level')),
                ('language', models.CharField(default='vi', max_length=10, verbose_name='language')),
                ('licence', models.CharField(blank=True, default='CC BY 4.0', max_length=50, verbose_name='licence')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='photo')),
            ],
            options={
                'verbose_name': 'module',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='QuestionActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.UUIDField()),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField()),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'version', 'user'), name='once_a_version')],
            },
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(fields=('learner', 'course'), name='enrolled_once'),
        ),
        migrations.AddConstraint(
            model_name='questionactivity',
            constraint=models.UniqueConstraint(fields=('page', 'block'), name='one_activity_a_question'),
        ),
    ]
