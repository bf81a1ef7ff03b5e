"""The chart of the months: an SVG without scripts, beside a table of the same figures."""

import sys
from typing import Any, Final

import pygal
from pygal.style import Style

from billing.reports.revenue import Revenue
from foundation.periods import Month

# pygal leaves an import hook of an old kind behind, for plugins we do not use; Python warns.
sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook) is not pygal.PluginImportFixer]

CHARTED: Final = {
    "Booked": "booked_pence",
    "Earned": "earned_pence",
    "Invoiced": "invoiced_pence",
    "Collected": "collected_pence",
}
# Distinct in grey as well, with a contrast of at least 3:1 on light and dark backgrounds.
LOOK: Final = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#7a8784",
    foreground_strong="#7a8784",
    foreground_subtle="#7a8784",
    colors=("#8a8f99", "#2f8f7b", "#3f7fc1", "#c2702e"),
    guide_stroke_color="#7a8784",
    major_guide_stroke_color="#7a8784",
    guide_stroke_dasharray="1,5",
    major_guide_stroke_dasharray="1,5",
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=14,
    opacity="1",
)


def bars(report: Revenue) -> bytes:
    """Return an SVG of a report by month: four bars each, in pounds."""
    drawn = pygal.Bar(
        style=LOOK,
        width=960,
        height=340,
        legend_at_bottom=True,
        legend_at_bottom_columns=4,
        margin=8,
        y_labels_major_count=4,
        show_minor_y_labels=False,
        value_formatter=lambda pounds: f"£{pounds:,.0f}",
        js=(),
        disable_xml_declaration=True,
    )
    drawn.add_xml_filter(without_scripts)
    drawn.x_labels = [f"{Month.parse(row.key).first:%b %y}" for row in report.rows]
    for label, name in CHARTED.items():
        drawn.add(label, [getattr(row.figures, name) / 100 for row in report.rows])
    drawing: str = drawn.render(is_unicode=True)
    return drawing.encode()


def without_scripts(picture: Any) -> Any:
    """Return a drawing without the scripts pygal adds for tooltips: our pages run none of those."""
    for part in list(picture.iter()):
        for script in [child for child in part if str(child.tag).endswith("script")]:
            part.remove(script)
    return picture
