"""CVs: judged by what is in the file, whatever it is called."""

from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from foundation.errors import BadValue
from placements.domain.people import cvs
from placements.models import Cv

DAY = date(2026, 3, 2)


def pdf(pages: int = 1, change=lambda writer: None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def with_script(writer: PdfWriter) -> None:
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('hello')"),
        }
    )
    names = DictionaryObject(
        {NameObject("/Names"): ArrayObject([TextStringObject("hello"), script])}
    )
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})


def with_file(writer: PdfWriter) -> None:
    writer.add_attachment("bill.exe", b"MZ")


def with_launch_on_a_page(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("a.exe")}
    )
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/A"): writer._add_object(action),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


def with_action_on_opening(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("http://a.b")}
    )


def with_page_on_opening(writer: PdfWriter) -> None:
    page = writer.pages[0].indirect_reference
    writer.root_object[NameObject("/OpenAction")] = ArrayObject([page, NameObject("/Fit")])


def test_a_plain_pdf_is_kept_with_its_pages(graduate, graduate_user):
    content = pdf(2)

    cv = cvs.keep(graduate.pk, content, by=graduate_user, on=DAY)

    assert (cv.pages, cv.uploaded_on, bytes(Cv.objects.get().content)) == (2, DAY, content)


def test_a_newer_one_takes_its_place_and_one_may_be_removed(graduate, graduate_user):
    cvs.keep(graduate.pk, pdf(2), by=graduate_user, on=DAY)
    cvs.keep(graduate.pk, pdf(3), by=graduate_user, on=DAY)
    assert Cv.objects.get().pages == 3

    cvs.remove(graduate.pk, by=graduate_user, on=DAY)
    assert not Cv.objects.exists()


def test_a_page_shown_on_opening_does_no_harm():
    assert cvs.pages_of(pdf(1, with_page_on_opening)) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a PDF"),
        (b"<html>cv.pdf</html>", "not a PDF"),
        (b"MZ\x90\x00" + pdf(), "not a PDF"),
        (b"%PDF-1.7 and nothing else", "We cannot read"),
        (pdf()[:150], "We cannot read"),
        (b"%PDF-" + b"\x00" * 5_000_000, "larger than 5 MB"),
        (pdf(11), "has 11"),
        (pdf(0), "has 0"),
        (pdf(1, with_script), "active content"),
        (pdf(1, with_file), "active content"),
        (pdf(1, with_launch_on_a_page), "Launch"),
        (pdf(1, with_action_on_opening), "active content"),
        (pdf(1, lambda writer: writer.encrypt("secret")), "protected by a password"),
    ],
    ids=[
        *("empty", "html", "program in front", "no structure", "cut off", "large", "11 pages"),
        *("no pages", "script", "embedded file", "launches", "acts on opening", "locked"),
    ],
)
def test_what_is_no_plain_pdf_is_refused_with_a_way_out(content, says):
    with pytest.raises(BadValue, match=says) as refused:
        cvs.pages_of(content)

    assert refused.value.field == "cv"


def test_a_pdf_that_points_at_itself_is_read_to_its_end():
    def in_a_circle(writer: PdfWriter) -> None:
        ring = DictionaryObject()
        ring[NameObject("/Next")] = writer._add_object(ring)
        writer.root_object[NameObject("/Ring")] = ring.indirect_reference or ring

    assert cvs.pages_of(pdf(1, in_a_circle)) == 1


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_to_a_file_makes_anything_but_a_refusal(seed):
    content = bytearray(pdf(2))
    for step in range(6):
        content[(seed * 131 + step * 977) % (len(content) - 8) + 8] = (seed * 7 + step * 53) % 256

    with suppress(BadValue):
        assert 1 <= cvs.pages_of(bytes(content)) <= 10
