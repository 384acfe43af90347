"""PDF files for tests: made by Typst, with letters that can be read out, or broken on purpose."""

import typst


def pdf(*pages: str, size: str = "a4") -> bytes:
    """A PDF with a line of text on each page."""
    source = f'#set page("{size}")\n' + "\n#pagebreak()\n".join(pages)
    return typst.compile(source.encode())


def noisy_pdf() -> bytes:
    """One page that is nothing but small coloured squares, as heavy as a photo of a crowded market."""
    source = """
    #set page(width: 300pt, height: 600pt, margin: 0pt)
    #for y in range(100) { for x in range(60) {
      place(dx: x * 5pt, dy: y * 6pt, rect(width: 5pt, height: 6pt, fill: rgb(
        calc.rem(x * 97 + y * 57 + x * y * 13, 256), calc.rem(x * 31 + y * 171 + x * y * 7, 256),
        calc.rem(x * 211 + y * 3 + x * y * 29, 256))))
    } }
    """
    return typst.compile(source.encode())
