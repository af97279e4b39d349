"""The marks of numbers can be seen: 3 : 1 against the page, wherever its text can be read."""

import base64
import json
from pathlib import Path

from support.e2e_stack import Stack, wait_until_marked

# Text and background, each pair with 4.5 : 1 or more; the last ones have little more than that.
READABLE = (
    *(("#000", "#fff"), ("#fff", "#000"), ("#e0e0e0", "#1b1d21"), ("#2457e6", "#fff")),
    *(("#fff", "#2457e6"), ("#767676", "#fff"), ("#fff", "#767676"), ("#000", "#767676")),
)
# Reads a picture of the page: the strongest contrast that is painted below the digits of each number.
CONTRASTS = """async png => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  canvas.drawImage(picture, 0, 0);
  const scale = picture.width / innerWidth;
  const luminance = (x, y) => {
    const [red, green, blue] = [...canvas.getImageData(x * scale, y * scale, 1, 1).data].map(
      value => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return [...document.querySelectorAll('span')].map(span => {
    const { left, bottom, width } = span.getBoundingClientRect();
    const surface = luminance(left + width + 30, bottom);
    const contrasts = [];
    for (let y = bottom - 5; y < bottom; y += 1) for (let x = left; x < left + width; x += 1) {
      const [darker, lighter] = [surface, luminance(x, y)].sort((one, other) => one - other);
      contrasts.push((lighter + 0.05) / (darker + 0.05));
    }
    return Math.max(...contrasts);
  });
}"""


def test_marks_have_the_contrast_of_what_can_be_pressed(stack: Stack, tmp_path: Path) -> None:
    page = stack.browser.open(f"{stack.url}empty.html")
    rows = (
        f"<p style='color: {text}; background: {surface}'><span>+1 415 555 01{index:02}</span></p>"
        for index, (text, surface) in enumerate(READABLE)
    )
    html = f"<div style='font: 18px/2 sans-serif'>{''.join(rows)}</div>"
    page.evaluate(f"(document.body.innerHTML = {json.dumps(html)}, true)")
    wait_until_marked(page)
    page.screenshot(tmp_path / "marks.png")
    png = base64.b64encode((tmp_path / "marks.png").read_bytes()).decode()
    contrasts = page.evaluate(f"({CONTRASTS})({json.dumps(png)})")
    too_faint = [(pair, value) for pair, value in zip(READABLE, contrasts, strict=True) if value < 3]
    assert too_faint == []
