"""What content may be mapped to: the indicators of the title in force, and the competences of Thông tư 02/2025."""

from learning_records import public as records
from recognition.criteria.frameworks import framework
from recognition.sets.publishing import criteria_of, current

FRAMEWORK = "tt02_2025"


def alignments() -> list[dict[str, str]]:
    """Rows of iri, kind (indicator, competence), code, name, framework. Raises NoCriteriaSet."""
    row = current()
    found = [
        {
            "iri": records.indicator_iri(row.key, one.code),
            "kind": "indicator",
            "code": one.code,
            "name": one.words(),
            "framework": row.key,
        }
        for one in criteria_of(row).indicators
    ]
    found += [
        {
            "iri": records.competence_iri(FRAMEWORK, one.code),
            "kind": "competence",
            "code": one.code,
            "name": one.name,
            "framework": FRAMEWORK,
        }
        for one in framework(FRAMEWORK).competences
    ]
    return found
