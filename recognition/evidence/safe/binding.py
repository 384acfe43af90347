"""Several photos of one paper -> one PDF, a page each. Only photos that we wrote ourselves come here."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name

from recognition.evidence.safe.files import SafeFile

_WIDTH = 595.0  # of A4, in points


def as_pages(photos: Sequence[SafeFile]) -> SafeFile:
    """The photos in their order, each as wide as a sheet of A4; their pixels are not coded anew."""
    pdf = pikepdf.new()
    for number, photo in enumerate(photos):
        width, height = photo.width or 1, photo.height or 1
        tall = _WIDTH * height / width
        pdf.add_blank_page(page_size=(_WIDTH, max(3.0, min(tall, 14_000.0))))
        page = pdf.pages[number].obj
        image = pdf.make_stream(photo.data)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = width, height, Name.DeviceRGB, 8
        page.Resources = Dictionary(XObject=Dictionary(Im=image))
        box = page.MediaBox
        page.Contents = pdf.make_stream(f"{float(box[2]):.3f} 0 0 {float(box[3]):.3f} 0 0 cm /Im Do".encode())
    written = BytesIO()
    pdf.save(written, deterministic_id=True)
    looks = tuple(one for photo in photos for one in photo.looks)
    return SafeFile(written.getvalue(), "application/pdf", "pdf", pages=len(photos), looks=looks)
