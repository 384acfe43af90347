"""What a session opened by a card and three pictures reaches: learning, attending, one's own progress, and what is public.

Everything that does not stand here asks for a password, a passkey or staff beside (`portal/people/step_up.py`).
"""

_OPEN = {
    "content": "courses enrol open answer vote reflect complete keep_tried news_answer captions played aloud file_pages file_page"
    " document media own_classes by_code timetable week_file class_for_all class_file enrol_self library library_item"
    " own_messages message_read",
    "pages": "my_page my_state diary skills letters centres",
    "people": "card_sign_in slip privacy accessibility",
    "recognition": "check check_typed read_slip country place place_group published_sets published_set body_public",
    "search": "search",
}
OPEN_TO_A_CARD = frozenset(
    {"wagtail_serve", *(f"{space}:{name}" for space, names in _OPEN.items() for name in names.split())}
)
