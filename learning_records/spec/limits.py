"""How much the store takes at once (pure). Everything larger is refused by name; docs/xapi.md tells the same numbers.

Limits of a whole request stand in the settings, since a proxy in front has to know them as well: DATA_UPLOAD_MAX_MEMORY_SIZE,
XAPI_LARGEST_REQUEST, XAPI_REQUESTS_A_MINUTE.
"""

IDENTIFIER = 2000  # bytes of an identifier: an index of PostgreSQL holds no longer ones
DEPTH = 100  # levels of JSON
VALUES = 250_000  # members and items in the JSON of one request, all levels together: reading costs as many steps
STATEMENT = 1024 * 1024  # bytes of one statement, attachments not counted
BATCH = 5000  # statements of one request
DEFINITION = 64 * 1024  # bytes of what is known of one activity; a statement of its own may say more
PARTS = 1000  # parts of a multipart body, the statements counted
PART_HEADERS = 16 * 1024  # bytes of the headers of one part
PART_LINES = 50  # headers of one part
FORM = 4 * 1024 * 1024  # bytes of a form of the alternate syntax: it is unpacked before it is known who sends it
SIGNATURE = 1024 * 1024  # bytes of a signature: it is read into memory
PAGE = 100  # statements of a page
PAGE_BYTES = 8 * 1024 * 1024  # of the statements of a page: then it ends, and `more` goes on
PAGE_ROWS = 20_000  # of the rarest filter that are looked at for a page; then it ends, even empty, and `more` goes on
PAGE_REFERENCES = 1000  # the same for references, and for statements from which references are followed back
REFERENCES = 16  # references from one statement to the next over which a filter still finds it
MERGED = 1024 * 1024  # bytes of a document that POST puts together: all of it is read for a single member
DOCUMENTS = 10_000  # of one activity, one agent, or both: they are listed in one answer
CONTENT_TYPE = 255  # characters of the Content-Type of a document
PARAMETERS = 100  # parameters of an address or a form
