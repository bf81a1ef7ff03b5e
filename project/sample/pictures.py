"""Pictures of the sample's projects: mock-ups of a screen, drawn from a project's title.

Plain shapes and never a letter, so that every machine draws the same.
"""

from collections.abc import Callable
from colorsys import hls_to_rgb
from hashlib import sha256
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (800, 500)
PAPER, FAINT = "#fbfaf7", "#e3e0d8"
Box = tuple[int, int, int, int]


def picture_of(title: str) -> tuple[bytes, str]:
    """Return a PNG for a title, always the same, and what it shows."""
    lot = sha256(title.encode()).digest()
    draw_body, shows = LAYOUTS[lot[0] % len(LAYOUTS)]
    image = Image.new("RGB", SIZE, PAPER)
    _shade(image, (0, 0, SIZE[0], 84), lot)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((32, 30, 56, 54), 6, PAPER)
    pen.rounded_rectangle((72, 34, 72 + 120 + lot[1] % 90, 50), 8, PAPER)
    for place in range(3):
        pen.rounded_rectangle((560 + place * 76, 36, 616 + place * 76, 48), 6, _ink(lot, 0.82))
    draw_body(pen, lot)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue(), f"{title}: {shows}"


def _ink(lot: bytes, light: float, turn: float = 0.0) -> str:
    """Return a colour of the project's own hue, from dark (0) to light (1)."""
    parts = hls_to_rgb((lot[2] / 256 + turn) % 1, light, 0.45)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _shade(image: Image.Image, box: Box, lot: bytes) -> None:
    """Fill a box from one colour to the next, left to right."""
    left, top, right, bottom = box
    shade = Image.linear_gradient("L").rotate(90).resize((right - left, bottom - top))
    first, last = (Image.new("RGB", shade.size, _ink(lot, light)) for light in (0.3, 0.5))
    image.paste(Image.composite(first, last, shade), (left, top))


def _map(pen: ImageDraw.ImageDraw, lot: bytes) -> None:
    pen.rectangle((0, 84, 540, 500), _ink(lot, 0.9, 0.3))
    river = [(place * 90, 420 - lot[3 + place] % 120 - place * 22) for place in range(7)]
    pen.line(river, _ink(lot, 0.75, 0.5), 26, joint="curve")
    for street in range(5):
        high = 152 + street * 84 + lot[10 + street] % 30
        pen.line((0, high, 540, high - 60), PAPER, 7)
        pen.line((60 + street * 110, 84, 20 + street * 120, 500), PAPER, 5)
    for pin in range(6):
        x, y = 50 + lot[15 + pin] % 430, 130 + lot[21 + pin] % 240
        pen.polygon((x - 13, y, x + 13, y, x, y + 30), _ink(lot, 0.35))
        pen.ellipse((x - 15, y - 17, x + 15, y + 13), _ink(lot, 0.35))
        pen.ellipse((x - 5, y - 7, x + 5, y + 3), PAPER)
    pen.rectangle((541, 84, 800, 500), PAPER)
    _rows(pen, lot, left=568, count=5)


def _chart(pen: ImageDraw.ImageDraw, lot: bytes) -> None:
    for line in range(5):
        pen.line((40, 150 + line * 62, 530, 150 + line * 62), FAINT, 2)
    for bar in range(9):
        top = 390 - 30 - lot[3 + bar] % 210
        colour = _ink(lot, 0.4 if bar == lot[12] % 9 else 0.68)
        pen.rounded_rectangle((52 + bar * 53, top, 86 + bar * 53, 398), 5, colour)
    pen.rounded_rectangle((40, 428, 300, 444), 8, FAINT)
    _rows(pen, lot, left=568, count=5)


def _cards(pen: ImageDraw.ImageDraw, lot: bytes) -> None:
    for place in range(6):
        left, top = 32 + place % 3 * 250, 112 + place // 3 * 190
        pen.rounded_rectangle((left, top, left + 234, top + 172), 12, "white", FAINT, 2)
        pen.rounded_rectangle((left + 12, top + 12, left + 222, top + 92), 8, _tint(lot, place))
        pen.rounded_rectangle(
            (left + 14, top + 106, left + 90 + lot[9 + place] % 110, top + 120), 7, _ink(lot, 0.3)
        )
        pen.rounded_rectangle((left + 14, top + 134, left + 200, top + 144), 5, FAINT)


def _tint(lot: bytes, place: int) -> str:
    return _ink(lot, 0.7 + lot[3 + place] % 4 * 0.05, place * 0.07)


def _talk(pen: ImageDraw.ImageDraw, lot: bytes) -> None:
    for place in range(5):
        wide, top, ours = 190 + lot[3 + place] % 170, 112 + place * 74, place % 2
        left = 530 - wide if ours else 86
        pen.rounded_rectangle(
            (left, top, left + wide, top + 56), 18, _ink(lot, 0.55) if ours else FAINT
        )
        if not ours:
            pen.ellipse((32, top + 8, 72, top + 48), _ink(lot, 0.6, 0.15))
        pen.rounded_rectangle((left + 20, top + 24, left + wide - 30, top + 34), 5, PAPER)
    _rows(pen, lot, left=568, count=5)


def _rows(pen: ImageDraw.ImageDraw, lot: bytes, *, left: int, count: int) -> None:
    """Draw a list down the right: a mark, a line, and a fainter line under it."""
    for place in range(count):
        top = 112 + place * 76
        pen.rounded_rectangle((left, top, left + 204, top + 62), 10, "white", FAINT, 2)
        pen.ellipse((left + 12, top + 15, left + 44, top + 47), _ink(lot, 0.72, place * 0.06))
        end = left + 100 + lot[26 + place] % 84
        pen.rounded_rectangle((left + 56, top + 16, end, top + 28), 6, _ink(lot, 0.3))
        pen.rounded_rectangle((left + 56, top + 38, left + 180, top + 46), 4, FAINT)


Draw = Callable[[ImageDraw.ImageDraw, bytes], None]
LAYOUTS: Final[tuple[tuple[Draw, str], ...]] = (
    (_map, "a map with pins, and the places in a list beside it"),
    (_chart, "a chart of nine bars, one of them picked out, and a list beside it"),
    (_cards, "six cards in a grid, each with a picture and a line of words"),
    (_talk, "a conversation in bubbles, and a list of people beside it"),
)
