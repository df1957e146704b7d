"""Addresses of recommendations, the work programme and what belongs to them; panels.urls takes them in."""

from django.urls import URLPattern, path, re_path

from panels.views import annual, programme, recipients, recommendations, tracker

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
        path("panels/<slug:panel>/work-programme/", programme.programme_page, name="programme"),
        path("suggest/", programme.suggest_topic, name="suggest_topic"),
        path("suggest/sent/", programme.suggestion_sent, name="suggestion_sent"),
        path("desk/suggestions/", programme.suggestions, name="suggestions"),
        path("desk/suggestions/<int:pk>/adopt/", programme.adopt, name="adopt_suggestion"),
        path("desk/suggestions/<int:pk>/decline/", programme.decline, name="decline_suggestion"),
        path("desk/panels/<slug:panel>/topics/add/", programme.add_topic, name="add_topic"),
        path("desk/panels/<slug:panel>/criteria/", programme.criteria, name="criteria"),
        path("desk/panels/<slug:panel>/learning/add/", programme.learning, name="add_learning"),
        path("desk/panels/<slug:panel>/learning/<int:pk>/", programme.learning, name="edit_learning"),
        re_path(
            r"^desk/topics/of/(?P<source>indicator|area)/(?P<key>[-\w]+~[-\w]+)/$",
            programme.topic_of_signal,
            name="topic_of_signal",
        ),
        path("desk/topics/<int:pk>/", programme.edit_topic, name="edit_topic"),
        path("desk/topics/<int:pk>/score/", programme.score_topic, name="score_topic"),
        path("desk/topics/<int:pk>/plan/", programme.plan_topic, name="plan_topic"),
        path("desk/topics/<int:pk>/drop/", programme.drop_topic, name="drop_topic"),
        path("desk/topics/<int:pk>/move/<slug:move>/", programme.move_topic, name="move_topic"),
        path("desk/panels/<slug:panel>/annual-report/<year:year>/", annual.annual, name="annual_report"),
        path("desk/panels/<slug:panel>/annual-report/<year:year>/edit/", annual.edit, name="edit_annual_report"),
        path(
            "desk/panels/<slug:panel>/annual-report/<year:year>/report.pdf", annual.annual_pdf, name="annual_report_pdf"
        ),
    ]
