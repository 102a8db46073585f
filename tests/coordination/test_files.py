"""What may be handed in is judged by its content; what may not gets a sentence that says what to do."""

from __future__ import annotations

import zipfile

import pytest

from coordination.files import MOST_BYTES, checked
from coordination.files.word import DOCX as WORD
from coordination.policies import Refused
from tests.inductions import handed_in as files
from tests.inductions.handed_in import DOCX, HTML, JPEG, PDF, PNG, SVG, ZIP


def sentence(content: bytes, name: str = "scan.pdf") -> str:
    with pytest.raises(Refused) as refused:
        checked(name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "content_type", "ending"),
    [
        (PDF, "application/pdf", ".pdf"),
        (b"\r\n" + PDF, "application/pdf", ".pdf"),
        (PNG, "image/png", ".png"),
        (JPEG, "image/jpeg", ".jpg"),
        (DOCX, WORD, ".docx"),
    ],
)
@pytest.mark.parametrize("name", ["certificate.pdf", "certificate.exe", "certificate"])
def test_four_kinds_are_known_by_their_content_whatever_they_are_called(
    content: bytes, content_type: str, ending: str, name: str
) -> None:
    kept = checked(name, content)
    assert (kept.content_type, kept.name, kept.content) == (content_type, f"certificate{ending}", content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ZIP, "it is a ZIP archive"),
        (files.archive({"[Content_Types].xml": files.PLAIN, "xl/workbook.xml": ""}), "it is a ZIP archive"),
        (SVG, "it is an SVG drawing"),
        (HTML, "it is a web page"),
        (b"GIF89a" + bytes(50) + ZIP, "it is a GIF picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "it is an old Office document"),
        (
            b"\x00\x00\x00\x18ftypheic" + bytes(500),
            "it is a HEIC photograph from a phone; save or send it as JPEG",
        ),
        (b"MZ" + bytes(200), "it is a program"),
        (b"Name,Date\nWalid,1 May\n", "it is plain text or data"),
        (PDF.replace(b"%%EOF", b""), "it is a PDF that is incomplete"),
        (b"x" * 3000 + PDF, "it is plain text or data"),
        (ZIP[:40], "it is a ZIP archive"),
        (b"\x00\x01\x02\x03" * 30, "it is of a kind that is not kept"),
    ],
)
def test_any_other_kind_is_named_and_the_sentence_says_what_to_choose(content: bytes, words: str) -> None:
    said = sentence(content)
    assert words in said
    assert said.endswith("Choose a PDF, a picture (PNG or JPEG) or a Word document (DOCX).")


def test_a_zip_archive_that_is_called_pdf_is_told_so() -> None:
    assert sentence(ZIP, "rota.pdf").startswith(
        "This file cannot be kept: it is a ZIP archive, whatever its name says."
    )


@pytest.mark.parametrize(
    "content",
    [
        PDF + ZIP,
        PNG + ZIP,
        JPEG + files.archive({"META-INF/MANIFEST.MF": "Main-Class: X"}),
        files.archive(
            {"a": PDF} | {"[Content_Types].xml": files.PLAIN, "word/document.xml": ""}, zipfile.ZIP_STORED
        ),
    ],
    ids=["PDF and ZIP", "PNG and ZIP", "JPEG and JAR", "DOCX and PDF"],
)
def test_two_kinds_of_file_in_one_are_refused(content: bytes) -> None:
    assert sentence(content).startswith("This file is two kinds of file in one")


@pytest.mark.parametrize(
    "content",
    [
        files.docx(types=files.WITH_MACROS),
        files.docx(word__vbaProject_dot_bin=b"x"),
        files.docx(word__activeX__activeX1_dot_xml="x"),
        files.docx(word__embeddings__oleObject1_dot_bin=b"x"),
    ],
    ids=["by its type", "by its part", "controls", "embedded"],
)
def test_a_word_document_with_macros_is_refused(content: bytes) -> None:
    assert sentence(content, "policy.docx").startswith("This Word document holds macros")


def test_a_word_document_that_fetches_its_template_is_refused() -> None:
    relations = '<Relationship Type="x/attachedTemplate" Target="http://x.example/t" TargetMode="External"/>'
    parts = {"word___rels__settings_dot_xml_dot_rels": relations}
    assert "template from another place" in sentence(files.docx(**parts), "policy.docx")
    own = {"word___rels__settings_dot_xml_dot_rels": relations.replace("External", "Internal")}
    assert checked("policy.docx", files.docx(**own)).content_type == WORD


def test_a_word_document_that_unfolds_to_gigabytes_is_refused_before_it_is_unfolded() -> None:
    content = files.docx(word__media__big_dot_bin=bytes(210_000_000))
    assert len(content) < MOST_BYTES
    assert "unfolds to more" in sentence(content, "policy.docx")


def test_a_prison_number_in_a_word_document_is_found_across_its_runs() -> None:
    assert "looks like a prison number" in sentence(
        files.docx(files.paragraph("Seen: A12", "34BC")), "notes.docx"
    )
    apart = files.docx(files.paragraph("A12"), files.paragraph("34 BCE"))
    assert checked("notes.docx", apart).content_type == WORD


def test_a_document_of_endless_marks_is_read_in_no_time() -> None:
    document = files.docx("<" * 5_000_000)
    assert checked("notes.docx", document).content_type == WORD


def test_an_empty_file_and_one_of_more_than_ten_megabytes_are_told_so() -> None:
    assert sentence(b"").startswith("The file is empty.")
    assert sentence(PDF + bytes(MOST_BYTES)).startswith("The file has 10.0 MB; at most 10 are kept.")
    full = PDF[:9] + bytes(MOST_BYTES - len(PDF)) + PDF[9:]
    assert len(checked("scan.pdf", full).content) == MOST_BYTES


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000)])
def test_a_picture_that_unfolds_to_more_than_a_page_is_refused(size: tuple[int, int]) -> None:
    content = files.bomb(*size)
    assert len(content) < 500
    assert "larger than any page" in sentence(content, "scan.png")


@pytest.mark.parametrize(
    "content", [JPEG[: len(JPEG) // 2], PNG[:-20], PNG[:50], b"\xff\xd8\xff" + bytes(90)]
)
def test_a_picture_that_was_cut_off_is_refused(content: bytes) -> None:
    assert "damaged or incomplete" in sentence(content, "scan.jpg")


def test_a_cut_off_picture_is_refused_also_where_papers_were_printed_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The printing library sets this for the whole process."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    assert "damaged or incomplete" in sentence(JPEG[: len(JPEG) // 2], "scan.jpg")
    assert checked("scan.jpg", JPEG).content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system.ini", "system.pdf"),
        ("C:\\Users\\me\\fire drill.pdf", "fire drill.pdf"),
        ('quote"; filename=x.exe.pdf', "quote- filename-x-exe.pdf"),
        ("two\r\nSet-Cookie: a=b.pdf", "two-Set-Cookie- a-b.pdf"),
        ("cod\u202efdp.exe", "cod-fdp.pdf"),
        ("Croeso i’r carchar – tŷ.pdf", "Croeso i-r carchar - tŷ.pdf"),
        ("Fire policy v1.2 final", "Fire policy v1-2 final.pdf"),
        ("n" * 300 + ".pdf", "n" * 100 + ".pdf"),
        ("", "file.pdf"),
        ("....pdf", "file.pdf"),
        ("///", "file.pdf"),
        ("\x00\x1b[31m", "31m.pdf"),
        ("con.pdf", "file con.pdf"),
        ("rota.pdf.exe", "rota-pdf.pdf"),
    ],
)
def test_a_name_keeps_letters_figures_and_a_few_marks(name: str, kept: str) -> None:
    assert checked(name, PDF).name == kept


@pytest.mark.parametrize("name", ["A1234BC.pdf", "note_A1234BC_2026.pdf", "n" * 200 + " a 1234 bc.pdf"])
def test_a_prison_number_in_a_name_is_refused(name: str) -> None:
    assert "looks like a prison number" in sentence(PDF, name)


@pytest.mark.parametrize(
    "name",
    ["DBS certificate.pdf", "my_dbs_2026.pdf", "DBScheck.pdf", "eDBS.pdf", "Vetting-form.pdf", "criminal record.pdf",
     "CRB.pdf", "Previous convictions.pdf", "Disclosure and Barring.pdf", "enhanced%20disclosure.pdf"],
)  # fmt: skip
def test_a_vetting_document_of_a_person_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(Refused, match="never kept here"):
        checked(name.replace("%20", " "), PDF)


@pytest.mark.parametrize("name", ["First aid.pdf", "Certificate ACCT.pdf", "Bodybsen.pdf", "Soundbs.pdf"])
def test_other_names_are_not_taken_for_vetting(name: str) -> None:
    assert checked(name, PDF).name == name


def test_a_prisons_policy_may_be_about_vetting() -> None:
    assert checked("Vetting policy.pdf", PDF, of_a_person=False).name == "Vetting policy.pdf"
