"""What the process that opens files hands back: bytes, and a few plain facts that are checked when they are read."""

from dataclasses import dataclass

MEDIA_TYPES = {"image/jpeg": "jpg", "application/pdf": "pdf", "audio/mp4": "m4a"}


@dataclass(frozen=True)
class Facts:
    """What a safe copy is. `width` and `height` in points, `seconds` of sound; `signed`: a digital signature did not stay."""

    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    seconds: int | None = None
    signed: bool = False

    def __post_init__(self) -> None:
        if MEDIA_TYPES.get(self.media_type) != self.extension:
            raise ValueError("no kind of file that we write")
        for number in (self.width, self.height, self.pages, self.seconds):
            if number is not None and not (type(number) is int and 0 <= number < 2**31):
                raise ValueError("not a number that a file has")
        if type(self.signed) is not bool:
            raise ValueError("signed is yes or no")


@dataclass(frozen=True)
class Safe:
    """The bytes and the facts."""

    data: bytes
    facts: Facts
