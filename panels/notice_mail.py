"""The letter that gives notice of a recommendation: composed here, sent by the queue's worker, once."""

from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from panels.models import Recommendation
from panels.notifications import site_address
from panels.operations.recommendations import claim_letter, give_back_letter
from panels.tracker_enums import RecipientKind
from panels.tracker_rules import BOUND_BY_LAW


def send_notice_mail(pk: int) -> bool:
    """Send the letter of a notice that was given by e-mail; False where there is nothing to send, or it went already.

    Of an exempt recommendation the letter says that there is one, and nothing of it: mail is read on the way.
    Raises SMTPException or OSError where the mail server refuses, with the letter given back for another try.
    """
    found = Recommendation.objects.with_row().filter(pk=pk, sent_on__isnull=False).first()
    if found is None or found.recipient is None or not found.recipient.email or not claim_letter(recommendation=found):
        return False
    is_exempt = Recommendation.objects.exempt().filter(pk=pk).exists()
    context = {
        "recommendation": found,
        "is_exempt": is_exempt,
        "council": found.panel.council,
        "is_bound_by_law": RecipientKind(found.recipient.kind) in BOUND_BY_LAW,
        "address": site_address(reverse("panels:recommendation", args=[found.pk])),
        "can_answer": found.recipient.account_id is not None,
    }
    about = "an exempt matter" if is_exempt else found.cited
    try:
        EmailMessage(
            subject=" ".join(f"{found.get_kind_display()} of the {found.panel.name}: {about}".split()),
            body=render_to_string("panels/tracker/notice_mail.txt", context),
            to=[found.recipient.email],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
    except (SMTPException, OSError):
        give_back_letter(recommendation=found)
        raise
    return True
