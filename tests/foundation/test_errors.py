import pickle

from foundation.errors import BadValue, DomainError


class NoTerms(DomainError):
    code = "terms_not_agreed"


def test_a_refusal_is_a_code_for_programs_and_a_sentence_for_people():
    refusal = NoTerms("Ember has no terms on 2 March 2026.")

    assert (refusal.code, str(refusal)) == (
        "terms_not_agreed",
        "Ember has no terms on 2 March 2026.",
    )


def test_a_bad_value_names_its_field_also_from_a_level_above():
    fault = BadValue("rebate.unit", "Choose one.")

    assert (fault.field, str(fault)) == ("rebate.unit", "Choose one.")
    assert (fault.under("terms").field, str(fault.under("terms"))) == (
        "terms.rebate.unit",
        "Choose one.",
    )


def test_a_bad_value_survives_the_way_to_another_process():
    fault = pickle.loads(pickle.dumps(BadValue("fte", "Too much.")))  # noqa: S301  our own bytes

    assert (fault.field, fault.sentence) == ("fte", "Too much.")
