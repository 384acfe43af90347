"""A Word document (.docx, ECMA-376) becomes a draft of a lesson: opened within bounds, read, asked about, written down."""
