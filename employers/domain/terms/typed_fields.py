"""What a field of the terms is, said once: its kind and bounds, its box on the page, its column.

A class of terms lists its fields as every dataclass does; what stands beside a type in
``Annotated`` reads the field strictly and stores it. API, page and import derive theirs from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, ClassVar, Self, get_type_hints

from .field_kinds import Kind, Whole
from .strict_fields import NOTHING, Fields


@dataclass(frozen=True)
class Rows(Kind):
    """A list of small objects; each may be held against the one before."""

    of: type["TermsPart"]

    def read(self, given: Fields, name: str) -> tuple["TermsPart", ...]:
        """Return the objects in order."""
        rows: list[TermsPart] = []
        for row_fields in given.parts(name, known=fields_of(self.of)):
            rows.append(self.of.read(row_fields, rows[-1] if rows else None))
        return tuple(rows)

    def dump(self, value: tuple["TermsPart", ...]) -> list[dict[str, object]]:
        """Return the objects as plain mappings."""
        return [row.as_json() for row in value]


@dataclass(frozen=True)
class Part(Kind):
    """One object inside another."""

    of: type["TermsPart"]

    def read(self, given: Fields, name: str) -> "TermsPart":
        """Return the object."""
        return self.of.read(given.part(name, known=fields_of(self.of)))

    def dump(self, value: "TermsPart") -> dict[str, object]:
        """Return the object as a plain mapping."""
        return value.as_json()


@dataclass(frozen=True)
class OnlyFor:
    """The field has a meaning, and is needed, only beside these words of the deciding field."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """The box of a field on the page: ``part`` is its place, ``name`` its own where it differs."""

    label: str
    part: str
    name: str = ""
    help_text: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The column of a field in a file: what it is called, and the example of the template."""

    label: str | None = None
    also: tuple[str, ...] = ()
    help_text: str = ""
    example: Any = None


@dataclass(frozen=True, kw_only=True)
class InApi:
    """What the schema of the API says: whether null is taken, and whether bounds are announced."""

    null: bool = False
    bounds: bool = True
    help_text: str = ""


@dataclass(frozen=True, kw_only=True)
class TermsField:
    """One field: how it is read, and how each door shows it.

    ``default`` is MISSING where the field cannot be left out.
    """

    name: str
    default: Any
    kind: Kind
    box: Box | None = None
    heading: Heading = Heading()
    in_api: InApi = InApi()
    only_for: OnlyFor | None = None

    @property
    def required(self) -> bool:
        """Whether the field must be given."""
        return self.default is MISSING

    @property
    def box_name(self) -> str:
        """The name of its box on the page."""
        return (self.box and self.box.name) or self.name

    def fits(self, decided: str) -> bool:
        """Return whether the field has a meaning beside a word of the deciding field."""
        return self.only_for is None or decided in self.only_for.words

    def settle(self, given: Fields, decided: str, why: str) -> None:
        """Raise BadValue when the field is given without a meaning, or missing with one."""
        if not self.fits(decided):
            given.refuse(self.name, why)
        elif self.default in NOTHING and isinstance(self.kind, Whole):
            self.kind.read(given, self.name)  # Its bounds say more than that it is needed.
        elif self.default in NOTHING:
            given.need(self.name, why)

    def read(self, given: Fields) -> Any:
        """Return the value; the default where nothing is said. Raises BadValue."""
        if self.name not in given and not self.required:
            return self.default
        value = self.kind.read(given, self.name)
        return self.default if value == () else value

    def dump(self, value: Any, decided: str) -> object:
        """Return the value as JSON has it; null where there is none, and an empty list as such."""
        if value is None or (value != () and not self.fits(decided)):
            return None
        return self.kind.dump(value)


class TermsPart:
    """Terms, or an object inside them: read strictly, and stored, by its described fields.

    ``decided_by`` is the field whose word says which of the others have a meaning; ``schema_name``
    is what the API calls the object, where it is not the name of the class.
    """

    __slots__ = ()
    decided_by: ClassVar[str] = ""
    schema_name: ClassVar[str] = ""

    @classmethod
    def read(cls, given: Fields, before: Any = None) -> Self:
        """Return the value that these fields describe. Raises BadValue naming the wrong one."""
        known, decided = fields_of(cls), ""
        if cls.decided_by:
            decided = known[cls.decided_by].read(given)
            chosen = [each for each in known.values() if each.only_for]
            # What is needed before what is refused: who changes the word reads what to add first.
            for each in sorted(chosen, key=lambda each: not each.fits(decided)):
                each.settle(given, decided, cls.why(decided))
        values = {name: each.read(given) for name, each in known.items() if each.fits(decided)}
        made = cls(**values)
        for field, sentence in made.faults(before):
            raise given.bad(field, sentence)
        return made

    def as_json(self) -> dict[str, object]:
        """Return plain values, shares as text, that ``read`` makes the same of."""
        decided = getattr(self, self.decided_by) if self.decided_by else ""
        known = fields_of(type(self)).items()
        return {name: each.dump(getattr(self, name), decided) for name, each in known}

    @classmethod
    def why(cls, decided: str) -> str:
        """Return in words what a word of the deciding field asks for."""
        return f"when the {cls.decided_by.replace('_', ' ')} is {decided}"

    def faults(self, before: Any) -> Iterable[tuple[str, str]]:
        """Return what cannot be, a field and a sentence each; ``before`` is the row before it."""
        return ()


def fields_of(part: type[TermsPart]) -> Mapping[str, TermsField]:
    """Return the fields of a class of terms by name, in order."""
    return _described(part)  # type: ignore[arg-type]  # a class is hashable, whatever mypy fears


@cache
def _described(part: type[TermsPart]) -> Mapping[str, TermsField]:
    hints, described = get_type_hints(part, include_extras=True), {}
    places = {Box: "box", Heading: "heading", InApi: "in_api", OnlyFor: "only_for"}
    for each in fields(part):  # type: ignore[arg-type]
        about = {places.get(type(one), "kind"): one for one in hints[each.name].__metadata__}
        described[each.name] = TermsField(name=each.name, default=each.default, **about)
    return described


def leaves(part: type[TermsPart], outer: str = "") -> Iterator[tuple[str, TermsField]]:
    """Yield every field with its full name ("rebate.unit"), those of the objects inside as well."""
    for name, each in fields_of(part).items():
        if isinstance(each.kind, Part):
            yield from leaves(each.kind.of, f"{outer}{name}.")
        else:
            yield f"{outer}{name}", each


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mapping that terms are read from, of values by full name; empty ones left out."""
    made: dict[str, Any] = {}
    for path, value in values.items():
        *outer, name = path.split(".")
        if value not in NOTHING:
            (made.setdefault(outer[0], {}) if outer else made)[name] = value
    return made
