"""Who may meet whom at the addresses of lessons, classes, news and centres."""

from tests.scopes.doors import (
    CENTRE,
    Door,
    aloud,
    counter,
    course,
    door,
    learning,
    lesson,
    references,
    session,
    shelf,
    taught,
    versions,
)

_NOBODY_ELSE = (
    "content:courses",
    "content:from_word",
    "content:import_course",
    "content:new_course",
    "content:offered_courses",
    "content:new_lesson",
    "content:drafts",
    "content:own_courses",
    "content:read_pages",
    "content:word_sample",
)
DOORS_OF_CONTENT: dict[str, Door] = dict.fromkeys(_NOBODY_ELSE, door()) | {
    "content:word_report": door(fill=lesson),
    "content:compare_versions": door(fill=versions),
    **dict.fromkeys(
        ("content:export_course", "content:course_report", "content:take_course", "content:page_versions"),
        door(fill=course),
    ),
    "content:enrol": door(fill=course),
    "content:open": door(fill=lesson),
    "content:news_answer": door(fill=lambda world: [{"pk": world.lesson.pk}]),
    "content:answer": door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:preview": door(fill=lesson),
    "content:preview_answer": door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:vote": door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:reflect": door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    "content:complete": door(fill=lesson),
    "content:aloud": door(fill=aloud),
    **dict.fromkeys(
        ("content:captions", "content:played"),
        door(fill=lambda world: [{"pk": world.lesson.pk, "block": world.question}]),
    ),
    "content:keep_tried": door(fill=lesson),
    "content:course_sheet": door(fill=course),
    "content:document": door(fill=lambda world: [{"pk": world.shelved.pk, "name": world.shelved.filename}]),
    "content:file_pages": door(fill=lambda world: [{"pk": world.shelved.pk}]),
    "content:file_page": door(fill=lambda world: [{"pk": world.shelved.pk, "number": 1}]),
    "content:media": door(fill=shelf),
    # Classes: the register is for staff of the centre; what a stranger reads of a class has no names.
    **dict.fromkeys(("content:classes", "content:class_new", "content:own_classes"), door()),
    **dict.fromkeys(
        ("content:class_change", "content:class_mapping", "content:class_approve", "content:sessions_new"),
        Door(taught, acts=CENTRE),
    ),
    "content:class": door(*CENTRE, fill=taught),
    "content:class_people": door(*CENTRE, fill=taught),
    "content:class_leave": Door(lambda world: [{**taught(world)[0], **one} for one in references(world)], acts=CENTRE),
    "content:class_excel": door(fill=taught),  # packed: tests/content/classes reads it
    "content:class_cards": door(*CENTRE, fill=taught),
    "content:register": door(*CENTRE, fill=session),
    "content:mark": Door(session, acts=CENTRE),
    "content:scan": Door(session, acts=CENTRE),
    "content:session_change": Door(session, acts=CENTRE),
    "content:wall": door(fill=session),
    "content:paper": door(*CENTRE, fill=session),
    "content:card": door(*CENTRE, fill=references),
    "content:by_code": door(fill=lambda world: [{**session(world)[0], "code": "000000"}]),
    **dict.fromkeys(
        ("content:timetable", "content:week_file"),
        door(fill=lambda world: [{"pk": world.session.taught.centre_id}]),
    ),
    **dict.fromkeys(("content:class_for_all", "content:class_file"), door(fill=taught)),
    "content:enrol_self": Door(taught),
    # The shelf of a centre: nobody's name stands on it.
    "content:library_sample": door(),
    "content:library": door(fill=lambda world: [{"pk": world.session.taught.centre_id}]),
    **dict.fromkeys(
        ("content:library_keep", "content:library_item_new", "content:library_take_in"),
        Door(lambda world: [{"pk": world.session.taught.centre_id}], acts=CENTRE),
    ),
    **dict.fromkeys(("content:library_item", "content:library_lend"), door(fill=lambda world: [{"pk": 1}])),
    # A device of the centre: staff see who sits there; whoever stands before it meets nobody.
    "content:sittings": door(),
    "content:sit": door(*CENTRE, fill=references),
    **dict.fromkeys(("content:seat", "content:finish_sitting", "content:still_there"), door()),
    # A teacher's pages: people of the own commune in a course.
    "content:teaching": door(),
    "content:teaching_course": door(*CENTRE, fill=course, query="tinh-trang=all"),
    "content:teaching_person": Door(learning, may=CENTRE, acts=CENTRE),
    "content:teaching_message": door(*CENTRE, fill=course, query="tinh-trang=all"),
    "content:teaching_questions": door(fill=course),
    "content:teaching_excel": door(fill=course),  # packed: tests/content/teaching reads it
    **dict.fromkeys(
        ("content:teaching_sent", "content:teaching_slips"),
        door(*CENTRE, fill=lambda world: [{"key": world.letter.key}]),
    ),
    "content:own_messages": door(),
    "content:message_read": door(fill=lambda world: [{"pk": world.letter.pk}]),
    "content:counter_messages": counter(),
}
