"""What pages outside recognition may ask of digital skills."""

from recognition.models import SkillSheet
from recognition.skills.publishing import publish_shipped
from recognition.skills.sheets import pdf as sheet_pdf
from recognition.skills.told import SkillLine, SkillState, first_state, skill_states

__all__ = ["SkillLine", "SkillSheet", "SkillState", "first_state", "publish_shipped", "sheet_pdf", "skill_states"]
