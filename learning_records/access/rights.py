"""What a key may do with something that is there already; whether it may use a resource at all is asked by its scopes.

A voiding counts by the authority of its target, or by a key with the scope `statements/void` (1.0.3 Data 2.3.2 leaves to the
store who may void; settled: nobody but these). It is asked when the voiding comes, and again when its target comes later.
"""

VOID = "statements/void"
# A row of Voiding `w`, its statement `voider` and its target `t`, in SQL: whether the voiding has an effect.
COUNTS = "(w.any_authority OR voider.authority_id = t.authority_id)"


class Forbidden(Exception):
    """The key may not do this with what the request names; `path` is the property or parameter that says so."""

    def __init__(self, path: str, must: str) -> None:
        super().__init__(f"{path}: {must}")
        self.path, self.reason = path, must


class Outside(Forbidden):
    """A key of a launch was used for something else."""
