"""The sample document: everything that is taken over, in one short lesson that can be written over."""

from io import BytesIO

import docx
from django.conf import settings
from docx.shared import Cm

_QUESTIONS = (
    "Câu 1: Có người gọi, xưng là công an, đòi chuyển tiền ngay. Nên làm gì?",
    "a) Tắt máy, hỏi người nhà và gọi công an xã *",
    "Vì: Cơ quan nhà nước không đòi chuyển tiền qua điện thoại.",
    "b) Chuyển tiền trước, hỏi sau",
    "Vì: Tiền đã chuyển thì rất khó lấy lại.",
    "c) Đọc mã trong tin nhắn cho họ kiểm tra",
    "Vì: Ai có mã ấy là lấy được tiền trong tài khoản.",
    "Gợi ý: Việc gấp đến mấy cũng hỏi lại được một người quen.",
    "Giải thích: Tắt máy rồi hỏi người quen, gọi công an xã. Không chuyển tiền, không đọc mã.",
    "Đúng/Sai: Mã gửi về điện thoại chỉ mình được biết.",
    "Đáp án: Đúng",
    "Giải thích: Nhân viên ngân hàng cũng không được hỏi mã này.",
    "Điền: Khi nghi ngờ, hãy [tắt máy|dừng lại] và hỏi [người nhà|người quen].",
)

_HOW = (
    "Viết đè lên bài mẫu này, rồi xóa ba đoạn hướng dẫn ở đầu.",
    "Dòng chữ to ở trên cùng là tên bài. Trong Word: bấm vào dòng ấy, rồi chọn ô “Title” ở mục Styles trên thẻ Home. "
    "Đề mục trong bài thì chọn ô “Heading 1”.",
    "Ở câu điền từ, chữ trong ngoặc vuông là chữ người học phải điền. Viết cách nào cũng đúng thì ngăn bằng dấu gạch "
    "đứng: [tắt máy|dừng lại] nhận cả “tắt máy” lẫn “dừng lại”. Dấu gạch đứng ở phím trên phím Enter, bấm cùng phím Shift.",
)


def sample() -> bytes:
    """The document as bytes of a .docx file."""
    document = docx.Document()
    document.add_paragraph("Cuộc gọi lạ đòi tiền", style="Title")
    for text in _HOW:
        document.add_paragraph(text)
    document.add_heading("Dấu hiệu", 1)
    line = document.add_paragraph("Ba dấu hiệu thường gặp, chữ ")
    line.add_run("in đậm").bold = True
    line.add_run(" và chữ ")
    line.add_run("in nghiêng").italic = True
    line.add_run(" được giữ:")
    for text in ("Hối phải làm ngay", "Bắt giữ kín", "Đòi tiền hoặc đòi mã"):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Việc nên làm", 1)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for cells in (("Họ nói", "Mình làm"), ("“Chuyển tiền ngay!”", "Tắt máy"), ("“Đọc mã đi!”", "Không đọc")):
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    picture = settings.BASE_DIR / "static" / "img" / "sample-lesson.png"
    if picture.exists():
        shape = document.add_picture(str(picture), width=Cm(8))
        shape._inline.docPr.set("descr", "Một người cầm điện thoại, hỏi người ngồi cạnh")
    document.add_heading("Câu hỏi", 1)
    for text in _QUESTIONS:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
