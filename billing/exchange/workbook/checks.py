"""The sheet Checks: both sides of every identity, the difference, and a verdict."""

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font

from . import styles
from .book import Book
from .cells import Live
from .identities import Identity, chapters, result_of
from .page import Page, Painted
from .reported import Reported

HOLDS, BROKEN = "Holds", "BROKEN"
WIDTHS = [80, 18, 18, 16, 12]
ABOUT = "Every difference must be 0.00. If one is not, find out why before you use the figures."


def write_checks(book: Book, reported: Reported) -> tuple[int, list[str]]:
    """Fill the sheet; return how many identities it holds, and those that are broken."""
    page = Page(book, "Checks", WIDTHS, frozen="A6")
    by_chapter = chapters(book, reported)
    all_of_them = [identity for chapter in by_chapter for identity in chapter.identities]
    broken = [identity.says for identity in all_of_them if not identity.holds]
    page.row([("Checks", styles.TITLE)], height=28)
    page.row([(ABOUT, styles.NOTE)], height=18)
    page.row([(verdict(len(all_of_them), len(broken)), styles.VERDICT)], height=22)
    book.name("verdict", "Checks", 1, 3, 3)
    page.row()
    heads = [("What must be equal", styles.HEADER)]
    heads += [(head, styles.HEADER_RIGHT) for head in ("This", "That", "Difference")]
    page.row([*heads, ("Verdict", styles.HEADER)], height=22)
    page.repeat("5:5")
    for chapter in by_chapter:
        page.row([(chapter.title, styles.SECTION)], height=24)
        for identity in chapter.identities:
            page.row(_cells(identity, page.next_row))
    last = page.next_row - 1
    book.name("verdicts", "Checks", 5, 6, last)
    colour(page, f"E6:E{last}", f'$E6="{HOLDS}"', f'$E6="{BROKEN}"')
    colour(page, "A3", 'LEFT($A$3,3)="All"', 'LEFT($A$3,3)<>"All"')
    return len(all_of_them), broken


def verdict(count: int, broken: int) -> Live:
    """Return the formula that says whether all checks hold, with its result now."""
    holding = f'COUNTIF(verdicts,"{HOLDS}")'
    says = f"All {count} checks hold"
    some = f" of {count} checks do not hold: see Checks"
    formula = f'=IF({holding}={count},"{says}",({count}-{holding})&"{some}")'
    return Live(formula, f"{broken}{some}" if broken else says)


def colour(page: Page, cells: str, good: str, bad: str) -> None:
    """Show cells green where one formula is true and red where the other is."""
    looks = ((good, styles.GOOD, styles.GOOD_FILL), (bad, styles.BAD, styles.BAD_FILL))
    for formula, ink, ground in looks:
        rule = FormulaRule(
            [formula], font=Font(color=ink, bold=True), fill=styles.fill_for_rules(ground)
        )
        page.sheet.conditional_formatting.add(cells, rule)


def _cells(identity: Identity, row: int) -> list[Painted]:
    look = styles.NUMBER if identity.counted else styles.SIDE
    left, right = result_of(identity.left), result_of(identity.right)
    difference = Live(f"=ROUND(B{row}-C{row},2)", left - right)
    says = Live(f'=IF(ABS(D{row})<0.005,"{HOLDS}","{BROKEN}")', HOLDS if identity.holds else BROKEN)
    return [
        (identity.says, styles.TEXT),
        *((identity.left, look), (identity.right, look)),
        (difference, styles.NUMBER if identity.counted else styles.DIFFERENCE),
        (says, styles.STRONG_TEXT),
    ]
