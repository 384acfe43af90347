"""What a course file holds, once it has been read (`content.courses.loader` says how it is written)."""

from dataclasses import dataclass

from content.questions.asked import Question


@dataclass(frozen=True)
class Picture:
    """A drawn picture of the house (`content.blocks.PICTURES`), what it shows in words, and a line below it."""

    name: str
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Step:
    """A little to read, a little to do. `text` is marked as `content.courses.marks` says."""

    title: str = ""
    picture: Picture | None = None
    text: str = ""
    question: Question | None = None


@dataclass(frozen=True)
class Lesson:
    """One sitting. Indicators are those of the title in force, competences those of Thông tư 02/2025, by their codes."""

    slug: str
    title: str
    intro: str
    minutes: int
    picture: Picture
    indicators: tuple[str, ...]
    competences: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, in order."""
        return tuple(step.question for step in self.steps if step.question is not None)


@dataclass(frozen=True)
class Course:
    """A course as it is written; `order` is its place among the others."""

    order: int
    slug: str
    title: str
    intro: str
    goals: tuple[str, ...]
    licence: str
    source: str
    tags: tuple[str, ...]
    picture: Picture
    lessons: tuple[Lesson, ...]
