"""Addresses of recommendations, the work programme and what belongs to them; panels.urls takes them in."""

from django.urls import URLPattern, path, re_path

from panels.views import recipients, recommendations, tracker

MEETING = "<slug:panel>/<date:date>/"


def tracker_urls() -> list[URLPattern]:
    """Made when asked for: panels.urls has told Django by then how dates stand in addresses."""
    return [
        path("recommendations/", tracker.tracker, name="tracker"),
        path("recommendations/how/", tracker.how, name="how_recommendations_move"),
        path("recommendations/list.pdf", tracker.pdf, name="tracker_pdf"),
        re_path(r"^recommendations/list\.(?P<format>csv|xlsx)$", tracker.export, name="tracker_file"),
        path("recommendations/views/", tracker.keep_view, name="keep_view"),
        path("recommendations/views/<int:pk>/forget/", tracker.forget_view, name="forget_view"),
        path("recommendations/<int:pk>/", recommendations.recommendation, name="recommendation"),
        path("recommendations/<int:pk>/edit/", recommendations.edit, name="edit_recommendation"),
        path("recommendations/<int:pk>/evidence/", recommendations.evidence, name="evidence"),
        path("recommendations/<int:pk>/evidence/<int:number>/", recommendations.evidence_file, name="evidence_file"),
        path("recommendations/<int:pk>/response/publish/", recommendations.publish_response, name="publish_response"),
        path("recommendations/<int:pk>/steps/<slug:step>/", recommendations.step, name="recommendation_step"),
        path("desk/recipients/", recipients.recipient_list, name="recipients"),
        path("desk/recipients/<int:pk>/", recipients.edit_recipient, name="edit_recipient"),
        path("desk/panels/<slug:panel>/recommendations/earlier/", recommendations.add_earlier, name="add_earlier"),
        path("desk/resolutions/<int:pk>/recommend/", recommendations.recommend, name="recommend"),
        path("desk/requests/<int:pk>/take-up/", recommendations.take_up, name="take_up_request"),
        path(f"desk/{MEETING}follow-up/", recommendations.follow_up, name="follow_up"),
        path(f"desk/{MEETING}monitoring/", recipients.monitoring, name="monitoring"),
        path(f"desk/{MEETING}monitoring/refresh/", recipients.refresh, name="refresh_monitoring"),
        path(f"desk/{MEETING}items/<int:pk>/monitoring/", recipients.attach, name="attach_monitoring"),
    ]
