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
class Callout:
    """A remark that stands out; `kind` is one of `content.blocks.explained.CALLOUTS`, `text` is marked."""

    kind: str
    text: str


@dataclass(frozen=True)
class Doing:
    """One of several things to do in a row."""

    text: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Term:
    """A hard word and what it means."""

    term: str
    meaning: str


@dataclass(frozen=True)
class Link:
    """A way to another site."""

    title: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Poll:
    """A question without right or wrong, and what can be chosen."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Reflection:
    """A question to oneself."""

    question: str
    hint: str = ""


@dataclass(frozen=True)
class Step:
    """A little to read, a little to do. `text` is marked as `content.courses.marks` says. What it has stands in this order."""

    title: str = ""
    picture: Picture | None = None
    text: str = ""
    doing: tuple[Doing, ...] = ()
    terms: tuple[Term, ...] = ()
    callout: Callout | None = None
    link: Link | None = None
    poll: Poll | None = None
    reflection: Reflection | None = None
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
