from django.db import migrations

# Who judged, and when; what waits because the signer sent it back. The reasons follow with `manage.py prepare`.
JUDGED = """
UPDATE recognition_case c SET judged_at = a.ended_at, judged_by_id = a.assessor_id
FROM recognition_assessment a WHERE a.id = c.assessment_id
"""
ENDED = """
UPDATE recognition_case c SET judged_at = last.ended_at, judged_by_id = last.assessor_id
FROM (
  SELECT DISTINCT ON (submission_id) submission_id, ended_at, assessor_id FROM recognition_assessment
  WHERE state = 'ended' ORDER BY submission_id, ended_at DESC, id DESC
) last
WHERE c.state = 'ended' AND last.submission_id = c.submission_id
"""
SENT_BACK = """
UPDATE recognition_case c SET sent_back = true
FROM (
  SELECT DISTINCT ON (case_id) case_id, act FROM recognition_caseevent
  WHERE act IN ('submit', 'send_back') ORDER BY case_id, id DESC
) last
WHERE c.state = 'submitted' AND last.case_id = c.id AND last.act = 'send_back'
"""


class Migration(migrations.Migration):

    dependencies = [('recognition', '0016_q_desk')]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (JUDGED, ENDED, SENT_BACK)]
