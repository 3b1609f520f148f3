"""What each format is called to a browser; apart from the writers, so that who only hands a file out loads none."""

from __future__ import annotations

from innercircle.reports.blocks import Format

_OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Format.PPTX: f"{_OFFICE}.presentationml.presentation",
    Format.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}
