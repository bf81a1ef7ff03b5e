"""The chart of Summary: what was booked, earned and collected, month by month."""

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout

from .page import line_of
from .stream import LiveSheet
from .styles import AMBER, SLATE, TEAL

BOOKED, EARNED, COLLECTED = 3, 5, 7
MONTHS = 2


def chart_of_months(sheet: LiveSheet, first: int, last: int) -> BarChart:
    """Return columns of earned and collected with a line of booked, over rows of months."""
    chart = BarChart()
    chart.type, chart.gapWidth, chart.overlap = "col", 60, -5
    months = Reference(sheet, min_col=MONTHS, min_row=first, max_row=last)
    for place, colour in ((EARNED, TEAL), (COLLECTED, AMBER)):
        chart.add_data(_series(sheet, place, first, last), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(months)
    line = LineChart()
    line.add_data(_series(sheet, BOOKED, first, last), titles_from_data=True)
    line.series[0].graphicalProperties = line_of(SLATE)
    line.series[0].smooth = False
    line.set_categories(months)
    chart += line
    chart.legend.position = "t"
    chart.x_axis.number_format, chart.y_axis.number_format = "mmm yy", "[$£-809]#,##0"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines.spPr = line_of("E5E7EB", points=0.75)
    chart.x_axis.tickLblPos = "low"
    chart.layout = Layout(ManualLayout(x=0.02, y=0.1, w=0.96, h=0.78))
    chart.width, chart.height = 26.2, 8.6
    return chart


def _series(sheet: LiveSheet, column: int, first: int, last: int) -> Reference:
    return Reference(sheet, min_col=column, min_row=first - 1, max_row=last)
