"""A story with decisions: in each scene one way is chosen, and leads on or to an end."""

from collections.abc import Iterator, Sequence

from content.questions.asked import Mark, NoAnswer, Question, Scene, Told, TooLong, Way
from content.questions.kinds.kind import JOIN, PART, Fault, Kind
from content.questions.words import clean

MOST_SCENES, PATHS = 20, 20  # scenes of a story; good ways through it that its definition names


class Scenario(Kind):
    """Right when the story was walked to an end and every way chosen was a good one; the score is the share of good ones."""

    key = "scenario"
    interaction = "performance"
    several = True

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        keys = [scene.key for scene in question.scenes]
        if not keys:
            return [*found, Fault("scenes", "empty")]
        if len(keys) > MOST_SCENES:
            found.append(Fault("scenes", "many"))
        ways = [way for scene in question.scenes for way in scene.ways]
        if any(len(scene.ways) < 2 or not scene.text.strip() for scene in question.scenes):
            found.append(Fault("scenes", "few ways"))
        if any(way.to and way.to not in keys for way in ways):
            found.append(Fault("scenes", "leads nowhere"))
        elif self._turns_round(question):
            found.append(Fault("scenes", "in a circle"))
        elif not next(self._good(question), None):
            found.append(Fault("scenes", "no good way"))
        if set(keys) - self._reached(question):
            found.append(Fault("scenes", "never reached"))
        return found

    def _turns_round(self, question: Question) -> bool:
        scenes = {scene.key: scene for scene in question.scenes}
        done: set[str] = set()
        open_: set[str] = set()

        def circles(key: str) -> bool:
            if key in done or key not in scenes:
                return False
            if key in open_:
                return True
            open_.add(key)
            found = any(circles(way.to) for way in scenes[key].ways if way.to)
            open_.discard(key)
            done.add(key)
            return found

        return any(circles(scene.key) for scene in question.scenes)

    def _reached(self, question: Question) -> set[str]:
        scenes = {scene.key: scene for scene in question.scenes}
        found, waiting = set(), [question.scenes[0].key]
        while waiting:
            key = waiting.pop()
            if key in scenes and key not in found:
                found.add(key)
                waiting += [way.to for way in scenes[key].ways]
        return found

    def _good(self, question: Question) -> Iterator[list[tuple[Scene, Way]]]:
        """Ways through the story that are good in every scene, the short ones first.

        Only scenes from which such a way leads on to an end are entered: a story has more ways than anybody could count, and
        no step may be for nothing.
        """
        scenes = {scene.key: scene for scene in question.scenes}
        good = {key: [way for way in scene.ways if way.good][:PATHS] for key, scene in scenes.items()}
        ending = [frozenset([""])]  # by how many good ways on: the scenes from which an end is reached with so many
        for _length in range(MOST_SCENES):
            reached = ending[-1]
            ending.append(frozenset(key for key, ways in good.items() if any(way.to in reached for way in ways)))

        def walk(key: str, left: int) -> Iterator[list[tuple[Scene, Way]]]:
            if not left:
                yield []
                return
            for way in good[key]:
                if way.to in ending[left - 1]:
                    yield from ([(scenes[key], way), *rest] for rest in walk(way.to, left - 1))

        for length in range(1, MOST_SCENES + 1):
            if question.scenes and question.scenes[0].key in ending[length]:
                yield from walk(question.scenes[0].key, length)

    def _walked(self, question: Question, answers: Sequence[str]) -> list[tuple[Scene, Way]]:
        """The scenes walked through, each with the way chosen. Raises NoAnswer, TooLong, ValueError (another story)."""
        if len(answers) > MOST_SCENES:
            raise TooLong
        scenes = {scene.key: scene for scene in question.scenes}
        said = [text for text in map(clean, (answer[:200] for answer in answers)) if text]
        if not said:
            raise NoAnswer
        path: list[tuple[Scene, Way]] = []
        for answer in said:
            at = path[-1][1].to if path else question.scenes[0].key
            key, _joined, chosen = answer.partition(PART)
            way = next((way for way in scenes[key].ways if way.key == chosen), None) if key in scenes else None
            if key != at or way is None:
                raise ValueError("the story does not go this way")
            path.append((scenes[key], way))
        return path

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        path = self._walked(question, answers)
        last = path[-1][1]
        told = tuple(Told(scene.key, "right" if way.good else "wrong", way.feedback) for scene, way in path)
        good = sum(way.good for _scene, way in path)
        if last.to:
            return Mark(False, 0.0, told[-1:], next=last.to)
        return Mark(good == len(path), round(good / len(path), 4), told)

    def pattern(self, question: Question) -> list[str]:
        found = []
        for path in self._good(question):
            found.append(self._written(path))
            if len(found) == PATHS:
                break
        return found

    def _written(self, path: Sequence[tuple[Scene, Way]]) -> str:
        return JOIN.join(f"{scene.key}{PART}{way.key}" for scene, way in path)

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return self._written(self._walked(question, answers))

    def answers_of(self, question: Question, response: str) -> list[str]:
        return response.split(JOIN)

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        return {"steps": [(scene.key, scene.text) for scene in question.scenes]}

    def asked(self, question: Question) -> object:
        return [
            (scene.key, scene.text, sorted((way.key, way.text, way.to, way.good) for way in scene.ways))
            for scene in question.scenes
        ]
