from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A case stays where it was handed in when its person moves: its officials go on seeing who it is.
        people = import_module("portal.people.public")  # needs the models, so it cannot be imported above
        rights = import_module("recognition.cases.rights")
        people.also_see(rights.people_of_cases)
        people.also_see(rights.people_of_split_communes)
        import_module("recognition.evidence.derived").before_handing_in(
            import_module("recognition.decisions.shares").count_before_handing_in
        )
        people.also_forget(import_module("recognition.evidence.erasing").forget_papers)
        people.also_forget(import_module("recognition.cases.forgetting").forget_words)
        people.also_forget(import_module("recognition.skills.erasing").forget_words)
