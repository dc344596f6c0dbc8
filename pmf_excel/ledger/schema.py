"""The ledger's tables. Rows are only ever added; figures are kept as decimal text, so that none is changed by storing it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.engine import Connection

#: The version of these tables; a ledger with a higher one was written by a newer pmf, one with a lower is brought up to it.
VERSION = 8

metadata = MetaData()

about = Table("about", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

registers = Table(
    "registers", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
)  # fmt: skip

#: What was agreed when a register was in use: rules waived for a measure until a day, and rules that hold a row from a round on.
leniencies = Table(
    "leniencies", metadata,
    Column("seq", Integer, primary_key=True),
    Column("register_seq", Integer, ForeignKey("registers.seq"), nullable=False),
    Column("rule", String(8), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("agreed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", String(10), nullable=False),
    Column("bites", String(7), nullable=False),
)  # fmt: skip

issues = Table(
    "issues", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("register_seq", Integer, ForeignKey("registers.seq"), nullable=False),
    Column("round", String(7), nullable=False),
    Column("service", String(10), nullable=False),
    Column("issue", Integer, nullable=False),
    Column("digest", String(10), nullable=False),
    Column("due", String(10), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("layout", String(12), nullable=False),
    Column("yardsticks", Text, nullable=False, server_default=""),
    # The yearly form that it is of; nothing for the monthly return. Numbers of issues run on through all forms of a round.
    Column("form", Text, nullable=False, server_default=""),
    UniqueConstraint("round", "service", "issue"),
)  # fmt: skip

#: What each return asked, and what was printed in its locked cells.
asked = Table(
    "asked", metadata,
    Column("seq", Integer, primary_key=True),
    Column("issue_seq", Integer, ForeignKey("issues.seq"), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("period", String(7), nullable=False),
    Column("terms", Text, nullable=False),
    Column("printed", Text, nullable=False),
    UniqueConstraint("issue_seq", "measure", "period"),
    Index("asked_by_measure", "measure", "period"),
)  # fmt: skip

#: What each return asked beside measures: activities, audit recommendations, risks and budget lines, by part of the return.
asked_items = Table(
    "asked_items", metadata,
    Column("seq", Integer, primary_key=True),
    Column("issue_seq", Integer, ForeignKey("issues.seq"), nullable=False),
    Column("part", String(20), nullable=False),
    Column("code", String(16), nullable=False),
    Column("terms", Text, nullable=False),
    Column("printed", Text, nullable=False),
    UniqueConstraint("issue_seq", "part", "code"),
)  # fmt: skip

files = Table(
    "files", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("issue_seq", Integer, ForeignKey("issues.seq")),
    Column("verdict", String(24), nullable=False),
    Column("puts_right", Integer, nullable=False, server_default="0"),
    Index("files_by_hash", "sha256"),
    Index("files_by_issue", "issue_seq"),
)  # fmt: skip

answers = Table(
    "answers", metadata,
    Column("seq", Integer, primary_key=True),
    Column("file_seq", Integer, ForeignKey("files.seq"), nullable=False),
    Column("round", String(7), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("period", String(7), nullable=False),
    Column("held", Integer, nullable=False),
    Column("value", Text),
    Column("absence", String(24)),
    Column("numerator", Text),
    Column("denominator", Text),
    Column("provisional", Integer, nullable=False, server_default="0"),
    Column("expected", String(10)),
    Column("commentary", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("action_due", String(10), nullable=False),
    Column("reply", Text, nullable=False, server_default=""),
    Column("sheet", Text, nullable=False),
    Column("cell", String(10), nullable=False),
    Index("answers_by_measure", "measure", "period", "held", "seq"),
    Index("answers_by_period", "period"),
)  # fmt: skip

#: What was said of each item, its values by column as JSON.
item_answers = Table(
    "item_answers", metadata,
    Column("seq", Integer, primary_key=True),
    Column("file_seq", Integer, ForeignKey("files.seq"), nullable=False),
    Column("round", String(7), nullable=False),
    Column("part", String(20), nullable=False),
    Column("code", String(16), nullable=False),
    Column("held", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cell", String(10), nullable=False),
    Index("item_answers_by_code", "part", "code", "round"),
)  # fmt: skip

problems = Table(
    "problems", metadata,
    Column("seq", Integer, primary_key=True),
    Column("file_seq", Integer, ForeignKey("files.seq"), nullable=False),
    Column("code", String(8), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cell", String(10), nullable=False),
    Column("found", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("about", Text, nullable=False, server_default=""),
    Index("problems_by_file", "file_seq"),
)  # fmt: skip

sign_offs = Table(
    "sign_offs", metadata,
    Column("seq", Integer, primary_key=True),
    Column("file_seq", Integer, ForeignKey("files.seq"), nullable=False),
    Column("job_title", Text, nullable=False),
    Column("day", String(10), nullable=False),
)  # fmt: skip

#: A later day for a service's return of a round, with who agreed to it.
extensions = Table(
    "extensions", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("service", String(10), nullable=False),
    Column("round", String(7), nullable=False),
    Column("until", String(10), nullable=False),
    Column("agreed_by", Text, nullable=False),
    Column("form", Text, nullable=False, server_default=""),
)  # fmt: skip

#: What became of a round: closing, closed, open again; by whom (a job title) and why.
round_states = Table(
    "round_states", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("round", String(7), nullable=False),
    Column("state", String(10), nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("form", Text, nullable=False, server_default=""),
)  # fmt: skip

#: That a round was approved at a stage, or that this was withdrawn; "stages" are those that were asked for then, in order.
approvals = Table(
    "approvals", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("round", String(7), nullable=False),
    Column("stage", Text, nullable=False),
    Column("stages", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("note", Text, nullable=False),
)  # fmt: skip

#: What was decided at a stage about a year's targets, or about a register: an approval, or what was said of one item of it. Where
#: "value" is not empty, the item was set to it. A decision that was withdrawn is a row of its own.
decisions = Table(
    "decisions", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("what", String(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("minute", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("item", String(16), nullable=False, server_default=""),
    Column("value", Text, nullable=False, server_default=""),
    Column("withdrawn", Integer, nullable=False, server_default="0"),
    Index("decisions_by_subject", "what", "subject"),
)  # fmt: skip

#: What others achieved, as a file said it that the archive keeps: line by line, with its source. Without a value it is withdrawn.
comparators = Table(
    "comparators", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("measure", String(16), nullable=False),
    Column("period", String(7), nullable=False),
    Column("group", Text, nullable=False),
    Column("value", Text),
    Column("source", Text, nullable=False),
    Index("comparators_by_measure", "measure", "period"),
)  # fmt: skip

#: The entries of the journal, one for each transaction: the hash of its text, and up to which row of each table it goes.
journal = Table(
    "journal", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("marks", Text, nullable=False),
)  # fmt: skip

#: Mail that was sent, so that nobody gets the same letter twice.
letters = Table(
    "letters", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("round", String(7), nullable=False),
    Column("address", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)  # fmt: skip


def count_on(connection: Connection) -> None:
    """Have each table number its next row after its last, as SQLite does: on PostgreSQL what was taken back would leave a gap."""
    if connection.dialect.name == "postgresql":
        for table in (one for one in metadata.sorted_tables if "seq" in one.columns):
            words = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'seq'), coalesce(max(seq), 0) + 1, false) FROM {table.name}"
            connection.exec_driver_sql(words)


# A server sorts and compares text by the habits of a language unless told otherwise, and SQLite takes text of any length: on
# PostgreSQL all text is compared sign by sign, and none is refused for its length, so that both give the same answers.
for _column in (column for table in metadata.sorted_tables for column in table.columns):
    if isinstance(_column.type, String):
        _column.type = _column.type.with_variant(Text(collation="C"), "postgresql")
