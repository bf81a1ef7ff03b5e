"""How cells look. One palette, one typeface; a look is named for what the cell says."""

from dataclasses import dataclass, field, replace
from typing import Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK: Final = "1F2A37"
QUIET: Final = "6B7280"
PETROL: Final = "134E4A"
TEAL: Final = "0F766E"
AMBER: Final = "D97706"
SAND: Final = "FCD9A0"
SLATE: Final = "94A3B8"
MIST: Final = "F1F5F4"
LINE: Final = "D9E0DE"
WHITE: Final = "FFFFFF"
GOOD, GOOD_FILL = "166534", "DCFCE7"
BAD, BAD_FILL = "991B1B", "FEE2E2"

TYPEFACE: Final = "Calibri"
# _0 keeps the width of a 0 free on the right: LibreOffice forgets the indent of some cells there.
# Red says negative, for those who read in colour; the minus says it to everybody.
MONEY: Final = "[$£-809]#,##0.00_0;[Red]-[$£-809]#,##0.00_0"
# A table full of £0.00 hides what is not nothing.
MONEY_OR_DASH: Final = f'{MONEY};"–"_0'
DAY: Final = "d mmm yyyy_0"
MONTH: Final = "mmm yyyy"
PERCENT: Final = "0.0#%_0"
WHOLE: Final = "#,##0_0"
RIGHT: Final = Alignment(horizontal="right", vertical="center")
LEFT: Final = Alignment(horizontal="left", vertical="center", indent=1)
FLUSH: Final = Alignment(horizontal="left", vertical="center")
BOTTOM: Final = Alignment(horizontal="left", vertical="bottom")
WRAPPED: Final = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)


def font(size: int = 10, *, bold: bool = False, italic: bool = False, colour: str = INK) -> Font:
    """Return our typeface in a size."""
    return Font(name=TYPEFACE, size=size, bold=bold, italic=italic, color=colour)


def fill(colour: str) -> PatternFill:
    """Return a plain background."""
    return PatternFill("solid", fgColor=colour)


def fill_for_rules(colour: str) -> PatternFill:
    """Return the background of a conditional format, which reads the other colour of the two."""
    return PatternFill("solid", bgColor=colour)


BELOW: Final = Border(bottom=Side("thin", color=LINE))
ABOVE: Final = Border(top=Side("medium", color=PETROL))


@dataclass(frozen=True)
class Look:
    """A number format with the type, background, place and border of a cell."""

    number_format: str = "General"
    font: Font = field(default_factory=font)
    fill: PatternFill | None = None
    alignment: Alignment = LEFT
    border: Border | None = None

    @property
    def is_money(self) -> bool:
        """Whether the cell takes pence and shows pounds."""
        return "0.00" in self.number_format


# In the rows of a table
TEXT: Final = Look(border=BELOW)
LONG_TEXT: Final = Look(border=BELOW, alignment=WRAPPED)
QUIET_TEXT: Final = Look(border=BELOW, font=font(colour=QUIET))
AMOUNT: Final = Look(MONEY_OR_DASH, border=BELOW, alignment=RIGHT)
SIDE: Final = Look(MONEY, border=BELOW, alignment=RIGHT)
DIFFERENCE: Final = Look("0.00_0;[Red]-0.00_0", border=BELOW, alignment=RIGHT)
DATE: Final = Look(DAY, border=BELOW, alignment=RIGHT)
MONTH_NAME: Final = Look(MONTH, border=BELOW, alignment=LEFT)
NUMBER: Final = Look(WHOLE, border=BELOW, alignment=RIGHT)
IDENTITY: Final = Look("0", border=BELOW, font=font(colour=QUIET), alignment=LEFT)
SHARE: Final = Look(PERCENT, border=BELOW, alignment=RIGHT)

# Around them
TITLE: Final = Look(font=font(18, bold=True, colour=PETROL), alignment=FLUSH)
SECTION: Final = Look(font=font(13, bold=True, colour=PETROL), alignment=BOTTOM)
NOTE: Final = Look(font=font(italic=True, colour=QUIET), alignment=FLUSH)
PLAIN: Final = Look(alignment=FLUSH)
HEADER: Final = Look(
    font=font(bold=True, colour=WHITE),
    fill=fill(PETROL),
    alignment=Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True),
)
HEADER_RIGHT: Final = replace(
    HEADER, alignment=Alignment(horizontal="right", vertical="center", indent=1, wrap_text=True)
)
BOUND: Final = Look(
    DAY,
    font=font(9, colour=QUIET),
    fill=fill(MIST),
    border=BELOW,
    alignment=RIGHT,
)
TOTAL: Final = Look(font=font(bold=True), border=ABOVE)
TOTAL_AMOUNT: Final = Look(MONEY, font=font(bold=True), border=ABOVE, alignment=RIGHT)
STRONG_AMOUNT: Final = replace(AMOUNT, font=font(bold=True))
STRONG_TEXT: Final = replace(TEXT, font=font(bold=True))

# On Summary
OWNER: Final = Look(font=font(11, bold=True, colour=TEAL), alignment=FLUSH)
BIG_TEXT: Final = Look(
    font=font(12, bold=True, colour=PETROL),
    fill=fill(MIST),
    border=BELOW,
    alignment=LEFT,
)
BIG_AMOUNT: Final = Look(
    MONEY,
    font=font(14, bold=True, colour=PETROL),
    fill=fill(MIST),
    border=BELOW,
    alignment=RIGHT,
)
AS_OF_DAY: Final = Look("d mmmm yyyy", font=font(11, bold=True), alignment=LEFT)
VERDICT: Final = Look(font=font(11, bold=True), alignment=LEFT)
