"""The voices there are, and how quickly they speak (pure)."""

VOICES = {"north": "vi", "centre": "vi-vn-x-central", "south": "vi-vn-x-south"}  # their names in eSpeak NG
PACES = {"normal": 155, "slow": 110}  # eSpeak's words a minute; about 14 and 10 letters a second
VOICE, PACE = "north", "normal"
LETTERS_A_SECOND = {"normal": 13.5, "slow": 9.6}  # with the pauses, measured; for an estimate before it is made
BYTES_A_SECOND = 1600
VERSION = 1  # grows when the same text is to be read anew: another encoder, other words for numbers
KINDS = {"weba": "audio/webm; codecs=opus", "mp3": "audio/mpeg"}  # the small one, and the one that old telephones play
MOST_LETTERS = 8000  # of one reading: ten minutes of sound, about twelve seconds of a processor

# What the process that speaks may use.
MOST_MEMORY = 450 * 1024 * 1024  # bytes of address space
MOST_SECONDS = 40  # of processor time
MOST_WALL_SECONDS = 45
MOST_WRITTEN = 8 * 1024 * 1024  # bytes of one file
