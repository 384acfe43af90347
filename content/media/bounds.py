"""How much sound and film may be, and what the process that looks at them may use (pure)."""

MOST_FILM_MINUTES, MOST_SOUND_MINUTES = 30, 90  # the portal's proposal: a lesson takes a quarter of an hour
FILM_LINES = 480  # of a picture's height: enough for a telephone
MOST_BITS = 1_500_000  # a second; a file of more is written anew, for 3G cannot play it
POSTER_WIDTH = 640
MOST_POSTER = 60 * 1024  # bytes
MOST_SIDE = 8192  # pixels of a picture or a film, each way
PICTURE_SIDE = 2400  # pixels of a photo's longer side that are kept
PHOTOS = ("JPEG", "WEBP", "PNG", "AVIF")  # kinds of photo beside HEIF, in the words of Pillow

MOST_MEMORY = 1536 * 1024 * 1024  # bytes of address space
MOST_WRITTEN = 300 * 1024 * 1024  # bytes of one file
LOOK_SECONDS = 20  # on the clock: what a file is
PICTURE_SECONDS = 30
CHANGE_SECONDS = 45 * 60  # a film of half an hour, on a slow machine
