"""Taking in PDFs of other people's making: opened in a bounded process, searched for what is hidden, made harmless.

`take_in` is the only way in. It knows codes and page numbers; what they mean to an officer is said elsewhere.
"""

from scrutiny.documents.intake.observed import Observation, Observed, Refusal
from scrutiny.documents.intake.taking import Bounds, TakenIn, UnusablePdf, take_in

__all__ = ["Bounds", "Observation", "Observed", "Refusal", "TakenIn", "UnusablePdf", "take_in"]
