"""QR codes as SVG, drawn on this machine."""

import io

import segno


def qr_svg(text: str) -> str:
    """The QR code of an address or of a short text, at error level M; empty for an empty text."""
    if not text:
        return ""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=2, scale=4, svgclass=None)
    return out.getvalue().decode("utf-8")
