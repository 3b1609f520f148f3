"""What a calendar file may cost. An `.ics` comes from strangers: each figure is a named limit with a clear word."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one read (CALENDARS.md, Limits; THREATS.md T10); what passes one is reported and left out."""

    file_bytes: int = 16 * 1024 * MIB  # a firm's export; the reader streams, so size alone costs no memory
    recoded_bytes: int = 256 * MIB  # UTF-16 is recoded in memory
    line_bytes: int = MIB  # one unfolded line that is needed; longer attachments are passed over
    component_bytes: int = 32 * MIB  # one VEVENT with everything in it
    attendees: int = 5_000  # people on one entry
    nesting: int = 10  # components inside components
    components: int = 5_000_000  # VEVENTs in one file
    per_series: int = 20_000  # VEVENTs under one UID
    by_product: int = 512  # the BYxxx lists of a rule multiplied
    dates: int = 2_000  # RDATE or EXDATE values of one entry
    steps: int = 250_000  # periods a rule is followed through before the window ends
    occurrences: int = 20_000  # instances of one UID in the window
    file_occurrences: int = 5_000_000  # entries of one file in the window
    rule_seconds: float = 2.0  # CPU on one UID in the library lane, where the system can interrupt


DEFAULT = Limits()
