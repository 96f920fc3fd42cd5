"""Formulas of Word and of web pages as a line of text."""

from __future__ import annotations

import io
from xml.etree.ElementTree import fromstring

import pytest

from corpus.readers import html
from corpus.readers.formulas import formula_text

OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def t(text: str) -> str:
    return f"<m:r><m:rPr/><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("word", "web", "line"),
    [
        (f"<m:f><m:num>{t('V')}</m:num><m:den>{t('S')}</m:den></m:f>",
         "<mfrac><mi>V</mi><mi>S</mi></mfrac>", "V/S"),
        (f"<m:f><m:num>{t('a+b')}</m:num><m:den>{t('12')}</m:den></m:f>",
         "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>12</mn></mfrac>", "(a+b)/12"),
        (f"<m:sSubSup><m:e>{t('x')}</m:e><m:sub>{t('1')}</m:sub><m:sup>{t('2')}</m:sup></m:sSubSup>",
         "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
        (f"<m:rad><m:radPr/><m:deg/><m:e>{t('x')}</m:e></m:rad>", "<msqrt><mi>x</mi></msqrt>",
         "√(x)"),
        (f"<m:rad><m:deg>{t('3')}</m:deg><m:e>{t('x')}</m:e></m:rad>",
         "<mroot><mi>x</mi><mn>3</mn></mroot>", "3√(x)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{t("x")}</m:e></m:d>',
         '<mfenced open="[" close="]"><mi>x</mi></mfenced>', "[x]"),
        (f"<m:m><m:mr><m:e>{t('1')}</m:e><m:e>{t('2')}</m:e></m:mr><m:mr><m:e>{t('3')}</m:e>"
         f"<m:e>{t('4')}</m:e></m:mr></m:m>",
         "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd>"
         "<mtd><mn>4</mn></mtd></mtr></mtable>", "1, 2; 3, 4"),
    ],
)  # fmt: skip
def test_word_and_web_give_the_same_line(word: str, web: str, line: str) -> None:
    assert formula_text(fromstring(f'<m:oMath xmlns:m="{OMML}">{word}</m:oMath>')) == line
    assert formula_text(fromstring(f"<math>{web}<annotation>tex</annotation></math>")) == line


def test_a_sum_with_its_bounds() -> None:
    parts = f"<m:sub>{t('i=1')}</m:sub><m:sup>{t('n')}</m:sup><m:e>{t('i')}</m:e>"
    made = f'<m:nary xmlns:m="{OMML}"><m:naryPr><m:chr m:val="∑"/></m:naryPr>{parts}</m:nary>'
    assert formula_text(fromstring(made)) == "∑_(i=1)^n i"


def test_a_formula_too_deep_for_its_form_keeps_its_text() -> None:
    deep = "<mrow>" * 200 + "<mi>x</mi>" + "</mrow>" * 200
    assert formula_text(fromstring(f"<math>{deep}</math>")) == "x"


def test_a_web_pages_formula_is_part_of_its_sentence() -> None:
    formula = "<math><mfrac><mi>V</mi><mi>S</mi></mfrac></math>"
    page = f"<h1>怎样算水位</h1><p>水位是{formula}，一天一算。</p>"
    (one,) = html.read(io.BytesIO(page.encode()), "a.html", lambda path, reason: None)
    assert [p.text for p in one.paragraphs] == ["水位是V/S，一天一算。"]
