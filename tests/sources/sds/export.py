"""An invented export of School Data Sync in a school folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.ports import Batch, Roster
from bot.sources.csv_folder import CsvFolder
from tests.sources.school import CHANNELS, TERMS, said

TODAY = date(2026, 11, 24)
FILES = {
    "orgs.csv": """\
sourcedId,name,type,parentSourcedId
m1,Påhittade kommunen,municipality,
s1,Testskolan,school,m1
d1,Testskolan högstadiet,department,s1
""",
    "users.csv": """\
sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms
p1,p1@test.example,Alva,Påhittad,Hemligt1,,,,
p2,p2@test.example,Bo,Exempelsson,Hemligt2,,,,
hidden,p3@test.example,Canary,Canarysson,Hemligt3,,,,
t1,maja@test.example,Maja,Mentor,Hemligt4,,Mentor@test.example,0700000000,0700000000
t2,prov@test.example,Per,Provlärare,Hemligt5,,,,
n1,nurse@test.example,Nina,Nurse,Hemligt6,,,,
g1,guardian@home.example,Gun,Guardian,Hemligt7,,guardian@home.example,,
""",
    "roles.csv": """\
userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate
p1,s1,student,LY26,08,TRUE,2026-08-17,2027-06-11
p2,d1,Student,LY26,KG,TRUE,,
hidden,s1,student,LY26,8,TRUE,,
t1,s1,teacher,LY26,,TRUE,,
t2,s1,teacher,LY26,,TRUE,,
n1,s1,nurse,LY26,,TRUE,,
n1,m1,staff,LY26,,FALSE,,
""",
    "classes.csv": """\
sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId
c1,s1,8C,LY26,
c2,s1,Matematik 8,LY26,MA8
""",
    "enrollments.csv": """\
classSourcedId,userSourcedId,role
c1,p1,student
c1,p2,student
c1,hidden,student
c1,t1,teacher
c2,p1,student
c2,t2,teacher
""",
    "protected.csv": """\
pupil_id,protected
p1,no
p2,no
hidden,yes
""",
    "terms.csv": TERMS,
    "channels.csv": CHANNELS,
}


class Export:
    """Files that can be changed line by line, and what the folder then says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file in the folder."""
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Put other words in a file."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def add(self, name: str, *lines: str) -> None:
        """Lines at a file's end."""
        with (self.path / name).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def poll(self, today: date = TODAY) -> Batch:
        """What the next poll reads."""
        return CsvFolder("csv", self.path, "Europe/Stockholm", today=lambda: today).read({})

    def read(self, today: date = TODAY) -> tuple[Roster, list[str]]:
        """The roster, and the problems as an operator reads them."""
        batch = self.poll(today)
        assert batch.roster is not None, said(batch)
        return batch.roster, said(batch)
