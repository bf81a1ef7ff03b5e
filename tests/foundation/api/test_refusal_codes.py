"""The codes an endpoint may refuse with, read from the code it calls."""

from billing.api.ledger.invoices import InvoiceViewSet
from foundation.api.approvals import ApprovalViewSet
from foundation.api.refusal_codes import all_codes, codes_of
from placements.api.hires import HireViewSet
from placements.api.introductions import IntroductionViewSet
from tests.documented_refusals import is_documented


def codes(view, action) -> set[str]:
    return {each.code for each in codes_of(view, getattr(view, action))}


def test_a_verb_passed_on_by_its_name_is_followed():
    assert {"terms_not_agreed", "not_willing"} <= codes(IntroductionViewSet, "send")


def test_what_listens_to_a_signal_is_followed():
    """Billing raises the fee of a hire that starts, and may refuse."""
    assert "seller_unknown" in codes(HireViewSet, "start")


def test_what_an_approval_does_is_followed():
    assert {"asked_by_same_person", "fee_already_invoiced"} <= codes(ApprovalViewSet, "approve")


def test_a_read_refuses_nothing():
    assert codes(HireViewSet, "list") == codes(HireViewSet, "retrieve") == set()


def test_a_code_has_its_meaning_and_the_sentence_it_is_raised_with():
    [code] = [c for c in codes_of(InvoiceViewSet, InvoiceViewSet.issue) if c.code == "not_a_draft"]

    assert code.meaning == "Only a draft can be issued."
    assert code.sentence.startswith("Invoice … was already issued")


def test_every_refusal_of_ours_says_what_it_means():
    assert [each.code for each in all_codes() if not each.meaning.endswith(".")] == []


def test_a_code_of_another_endpoint_is_noticed():
    assert is_documented(IntroductionViewSet, "send", "terms_not_agreed")
    assert not is_documented(IntroductionViewSet, "send", "asked_by_same_person")
