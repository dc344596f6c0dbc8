"""The fields and slots that a format may have: what each is, and what stands there while nobody has said it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One line of a front sheet: its name in a format, what a person calls it, and what it is.

    ``asked`` says that the clerk completes it where it is not known; any other is left empty then.
    """

    name: str
    title: str
    about: str
    asked: bool = False

    @property
    def empty(self) -> str:
        """What stands there while nobody has said it."""
        return f"[{self.title}: to be completed]" if self.asked else ""


FIELDS = tuple(
    Field(*one)
    for one in (
        ("title", "Title", "The title, as the kind of report says it."),
        ("council", "Council", "The council's name, from pmf.toml."),
        ("committee", "Committee", "The committee that the report is for.", True),
        ("meeting_date", "Date of meeting", "The day of the meeting, given with --meeting.", True),
        ("period", "Period", "The month, quarter or year that is reported."),
        ("known_on", "Known on", "The day on which the figures were known."),
        ("agenda_item", "Agenda item", "Its number on the agenda.", True),
        ("report_reference", "Reference", "The council's own reference for the report.", True),
        ("report_from", "Report from", "The office the report is from.", True),
        ("originator", "Originator", "The office that wrote it.", True),
        ("contact_officer", "Contact officer", "The job title of the contact officer, from the register's sheet People.", True),
        ("contact_telephone", "Telephone", "The contact officer's telephone number.", True),
        ("contact_email", "E-mail", "The contact officer's e-mail address.", True),
        ("contact", "Contact officer", "The contact officer's job title, telephone number and e-mail address on one line.", True),
        ("cabinet_member", "Cabinet member", "The office that presents it, from the register's sheet Committees.", True),
        ("wards", "Wards affected", "The wards it is about: All, unless told otherwise."),
        ("part", "Open or exempt", "OPEN, or EXEMPT with its paragraph of Schedule 12A."),
        ("category", "Category", "DELEGATED or RECOMMENDED.", True),
        ("terms_of_reference", "Terms of reference", "The committee's term of reference.", True),
        ("report_status", "Status", "What it is for, such as For discussion."),
        ("where_from", "Where from", "The body it comes from.", True),
        ("where_next", "Where to next", "The body it goes to.", True),
        ("sensitive", "Information issued under sensitive issue procedure", "Yes or No."),
        ("previous_reports", "Previous reports", "Earlier reports on the subject."),
        ("finance_reference", "Finance reference", "The reference of the clearance by finance.", True),
        ("draft", "Draft", "DRAFT with what is still to be approved; empty once it is approved."),
        ("approved", "Approved", "By whom and when it was approved."),
    )
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
#: Boxes that are ticked, as content controls tagged NAME=Yes and NAME=No.
BOXES = {"call_in": "Call in and urgency", "key_decision": "Key decision"}

#: Each slot, and what a kind says in it.
SLOTS = {
    "summary": "What the report says, in a paragraph or two.",
    "purpose": "Why the committee has the report.",
    "objective": "What the committee is asked to do, in a sentence.",
    "recommendations": "What the committee is recommended to do.",
    "options": "The options that were considered.",
    "conclusions": "What follows from it.",
    "reasons": "Reasons for the recommendations.",
    "background": "What the committee has to know first.",
    "detail": "The body of the report: sections with tables and charts.",
    "background_papers": "Papers that the report rests on.",
    "council_plan": "What it means for the council's plan.",
    "financial": "Financial and resource implications.",
    "financial_strategy": "Implications for the medium term financial strategy.",
    "legal": "Legal implications.",
    "staffing": "Staffing implications.",
    "employment": "Employment implications.",
    "equality": "Equality and diversity.",
    "risk": "Risks.",
    "community_safety": "Crime, disorder and community safety.",
    "communities": "Impact on communities.",
    "sustainability": "Sustainability.",
    "climate": "Climate and carbon.",
    "social_value": "Social value.",
    "consultation": "Consultation.",
    "conclusion_and_recommendations": "The conclusion, and the recommendations once more.",
    "appendix_list": "The appendices by letter and title.",
    "appendices": "The appendices themselves, each on a new page.",
}
