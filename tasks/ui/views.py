"""Views that Gradio has no component for, as small HTML or files, and the labels' colours for those it has."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from tasks.ui.theme import PALETTE, colours

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from tasks.core.media import Sound
    from tasks.core.run.odds import TokenChoice


def annotated(picture: Any, pieces: list[tuple[Any, str]], longest: int = 1024) -> dict[str, Any]:
    """A picture with boxes or masks, one colour per label. Gradio paints every piece at the picture's size, in floats:
    large pictures are shown smaller. Masks of bools let the picture through."""
    import numpy as np
    from PIL import Image

    scale = min(1.0, longest / max(picture.size))
    size = tuple(max(1, round(side * scale)) for side in picture.size)

    def fitted(piece: Any) -> Any:
        if isinstance(piece, tuple):
            return tuple(round(side * scale) for side in piece)
        mask = piece * 0.65 if piece.dtype == bool else piece
        if scale < 1:
            mask = np.asarray(Image.fromarray(mask.astype(np.float32)).resize(size))
        return mask

    shown = [(fitted(piece), label) for piece, label in pieces]
    return {
        "value": (picture.resize(size) if scale < 1 else picture, shown),
        "color_map": colours([label for _, label in pieces]),
    }


def linked(left: Any, right: Any, links: list[tuple[Any, Any, float]], most: int = 200) -> Any:
    """Two pictures side by side and a line for each of the best `most` links: the surer, the more opaque."""
    from PIL import Image, ImageColor, ImageDraw

    height = min(600, max(left.height, right.height))
    scales = [height / picture.height for picture in (left, right)]
    both = zip((left, right), scales, strict=True)
    sides = [picture.resize((max(1, round(picture.width * scale)), height)) for picture, scale in both]
    gap = 12
    ground = Image.new("RGB", (sides[0].width + gap + sides[1].width, height), "white")
    ground.paste(sides[0], (0, 0))
    ground.paste(sides[1], (sides[0].width + gap, 0))
    lines = Image.new("RGBA", ground.size)
    draw = ImageDraw.Draw(lines)
    shown = list(enumerate(sorted(links, key=lambda link: -link[2])[:most]))
    for i, (start, end, score) in reversed(shown):
        colour = (*ImageColor.getrgb(PALETTE[i % len(PALETTE)]), 90 + round(165 * min(1.0, max(0.0, score))))
        a = (start[0] * scales[0], start[1] * scales[0])
        b = (end[0] * scales[1] + sides[0].width + gap, end[1] * scales[1])
        draw.line([a, b], fill=colour, width=2)
        for x, y in (a, b):
            draw.ellipse([x - 4, y - 4, x + 4, y + 4], fill=colour, outline="white")
    return Image.alpha_composite(ground.convert("RGBA"), lines).convert("RGB")


def timed_rows(chunks: list[tuple[float, float | None, str]]) -> list[list[str]]:
    """Chunks with times as minutes and seconds."""
    return [[clock(start), "" if end is None else clock(end), words] for start, end, words in chunks]


def clock(seconds: float) -> str:
    """Seconds as 1:05.20."""
    return f"{int(seconds // 60)}:{seconds % 60:05.2f}"


def bar_groups(groups: list[tuple[str, list[tuple[str, float]]]]) -> str:
    """A heading and a bar per label, the best in bold; the number stands beside each bar."""

    def bar(label: str, score: float, best: float) -> str:
        name = f"<b>{escape(label)}</b>" if score == best else escape(label)
        width = 100 * min(max(score, 0.0), 1.0)
        return (
            f'<div class="bar"><span class="name">{name}</span><span class="track"><i style="width:{width:.1f}%"></i></span>'
            f'<span class="score">{score:.1%}</span></div>'
        )

    parts = []
    for heading, bars in groups:
        best = max((score for _, score in bars), default=0.0)
        parts.append(f"<h4>{escape(heading)}</h4>" + "".join(bar(label, score, best) for label, score in bars))
    return f'<div class="atlas-bars">{"".join(parts)}</div>'


def token_odds(tokens: list[TokenChoice]) -> str:
    """A text whose tokens are tinted by how unlikely they were; the one under the pointer or the focus shows its rivals."""

    def token(i: int, each: TokenChoice) -> str:
        rivals = "".join(
            f'<span class="bar"><span class="name">{"<b>" if name == each.text else ""}{escape(visible(name))}'
            f'{"</b>" if name == each.text else ""}</span><span class="track"><i style="width:{chance * 100:.1f}%"></i></span>'
            f'<span class="score">{chance:.1%}</span></span>'
            for name, chance in each.alternatives
        )
        surprise = 0.55 * (1 - each.probability)
        return (
            f'<span class="token" tabindex="0" style="background:rgba(230,159,0,{surprise:.2f})" '
            f'aria-label="{escape(visible(each.text))}, {each.probability:.0%}">{escape(each.text)}'
            f'<span class="rivals{" first" if i == 0 else ""}"><span class="what">What could have stood here, and how likely: '
            f"“{escape(visible(each.text))}” had {each.probability:.1%}</span>{rivals}</span></span>"
        )

    text = "".join(token(i, each) for i, each in enumerate(tokens))
    return f'<div class="atlas-odds atlas-bars"><div class="tokens">{text}</div></div>'


def visible(token: str) -> str:
    """A token whose spaces and line ends can be seen."""
    return token.replace("\n", "⏎").replace(" ", "␣") if not token.strip() else token.strip()


def playable(sound: Sound) -> tuple[int, np.ndarray]:
    """A sound for a player, as 16 bits: given floats, Gradio would stretch the loudest sample of each to full scale."""
    import numpy as np

    return sound.rate, (np.clip(sound.samples, -1, 1) * 32767).astype(np.int16)


def lit_table(headers: list[str], rows: list[list[str]], lit: set[tuple[int, int]]) -> str:
    """A table whose lit cells stand out by colour, weight and outline."""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in headers)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="lit"><b>{escape(str(cell))}</b></td>' if (r, c) in lit else f"<td>{escape(str(cell))}</td>"
            for c, cell in enumerate(row)
        )
        + "</tr>"
        for r, row in enumerate(rows)
    )
    return f'<div class="atlas-table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def heat_map(rows: list[str], columns: list[str], values: np.ndarray) -> str:
    """A heat map: blue below, orange above the middle of the range, the number in the cell where there is room."""
    low, high = float(values.min()), float(values.max())
    middle, half = (low + high) / 2, (high - low) / 2 or 1.0
    named = bool(columns) and len(columns) <= 12

    def cell(value: float) -> str:
        strength = (value - middle) / half
        colour = "230,159,0" if strength > 0 else "0,114,178"
        shown = f"{value:.2f}" if named else ""
        return f'<td style="background:rgba({colour},{abs(strength) * 0.85:.2f})" title="{value:.4f}">{shown}</td>'

    head = "<tr><th></th>" + "".join(f"<th>{escape(name)}</th>" for name in columns) + "</tr>" if named else ""
    body = "".join(
        f'<tr><th title="{escape(name)}">{escape(name)}</th>' + "".join(cell(float(v)) for v in line) + "</tr>"
        for name, line in zip(rows or [""] * len(values), values, strict=True)
    )
    return f'<div class="atlas-heat"><table>{head}{body}</table></div>'


def folder() -> Path:
    """A fresh folder in Gradio's cache, which is emptied as `delete_cache` says."""
    return Path(tempfile.mkdtemp(dir=gr.utils.get_upload_folder()))


def saved(name: str, data: bytes) -> str:
    """A file to download."""
    path = folder() / Path(name).name
    path.write_bytes(data)
    return str(path)


def point_cloud(picture: Image.Image, depth: np.ndarray, longest: int = 200) -> str:
    """One coloured point per pixel of a smaller copy, larger depth nearer to the viewer, in a frame of its own to turn.

    Gradio's 3D viewer stays blank now and then when it comes on screen together with its value.
    """
    import numpy as np
    from PIL import Image as Pillow

    scale = min(1.0, longest / max(picture.size))
    width, height = (max(2, round(side * scale)) for side in picture.size)
    colour = np.asarray(picture.convert("RGB").resize((width, height)), dtype=np.uint8)
    near = np.asarray(Pillow.fromarray(depth.astype(np.float32)).resize((width, height)))
    near = ((near - near.min()) / (float(np.ptp(near)) or 1.0) * 65535).astype(">u2")
    points = np.concatenate([colour, near.view(np.uint8).reshape(height, width, 2)], axis=-1)
    page = Path(__file__).with_name("cloud.html").read_text(encoding="utf-8")
    page = page.replace("{{columns}}", str(width)).replace("{{points}}", b64encode(points.tobytes()).decode())
    return f'<iframe class="atlas-cloud" sandbox="allow-scripts" title="Point cloud" srcdoc="{escape(page)}"></iframe>'
