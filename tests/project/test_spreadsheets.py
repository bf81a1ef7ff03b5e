"""Spreadsheets are read by the parser that refuses XML bombs, whatever else is installed."""

import openpyxl.xml


def test_openpyxl_reads_with_defusedxml_although_lxml_is_installed():
    assert openpyxl.xml.lxml_available()
    assert (openpyxl.xml.LXML, openpyxl.xml.DEFUSEDXML) == (False, True)
