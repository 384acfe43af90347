"""What a line of a decision says of the result, in the words of the set's model; and its flower, for the holder's own pages."""

from decimal import Decimal

from portal.look.lotus import Petal
from portal.look.numbers import in_words
from recognition.models import CriteriaSet, DecisionLine
from recognition.sets.publishing import criteria_of


def number(value: Decimal) -> str:
    """Points as they are written in Vietnamese: 81 or 7,5."""
    return f"{value.normalize():f}".replace(".", ",")


def result_of_line(line: DecisionLine) -> str:
    """A level and its targets, a grade and its points, or points and floor. Asks for the set by which was decided."""
    most = sum((Decimal(one.maximum) for one in petals_of(line)), Decimal(0))
    return result_words(line, most)


def result_words(line: DecisionLine, most: Decimal) -> str:
    """What was reached, of `most` points."""
    if line.level:
        left_out = len(line.not_applicable)
        targets = f"{line.level}: mọi chỉ tiêu của mức này đều đạt"
        return f"{targets}, {in_words(left_out)} chỉ tiêu không áp dụng" if left_out else targets
    points = f"với {number(line.total)} trên {number(most)} điểm"
    if line.band:
        return f"xếp loại {line.band}, {points}"
    return f"{points}, không có chỉ số nào dưới {number(line.floor)} điểm"


def petals_of(line: DecisionLine) -> tuple[Petal, ...]:
    """The indicators of the set by which was decided, group by group; a published set never changes."""
    criteria = criteria_of(CriteriaSet.objects.get(key=line.set_key, version=line.set_version))
    return tuple(
        Petal(one.code, place, float(one.maximum))
        for place, group in enumerate(criteria.groups)
        for one in criteria.indicators
        if one.group == group.code
    )
