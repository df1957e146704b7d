"""Addresses of the panels app. Those outside the desk are published, and never change."""

from django.urls import path, register_converter

from panels.tracker_urls import tracker_urls
from panels.views import (
    calendar,
    clearance,
    desk,
    exemptions,
    feeds,
    items,
    notes,
    packs,
    public,
    reading,
    reports,
    search,
    site,
    standing,
    subscriptions,
    uploads,
    word,
)
from panels.views.moved import following_moves
from scrutiny.converters import DateConverter, MunicipalYearConverter

app_name = "panels"

register_converter(DateConverter, "date")
register_converter(MunicipalYearConverter, "year")

MEETING = "<slug:panel>/<date:date>/"

urlpatterns = [
    path("", public.home, name="home"),
    path("panels/", site.panels, name="panels"),
    path("panels/<slug:panel>/", public.panel, name="panel"),
    path("panels/<slug:panel>/calendar.ics", feeds.calendar, name="panel_calendar"),
    path("panels/<slug:panel>/editions.atom", feeds.editions, name="panel_editions"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("editions.atom", feeds.editions, name="editions"),
    path("meetings/", site.meetings, name="meetings"),
    path("meetings/years/<year:year>/", site.meetings_of_year, name="meetings_of_year"),
    path("members/", site.members, name="members"),
    path("members/<int:pk>/", site.member, name="member"),
    path("members/years/<year:year>/", site.members, name="members_of_year"),
    path("search/", search.results, name="search"),
    path("subscribe/", subscriptions.subscribe, name="subscribe"),
    path("subscribe/sent/", subscriptions.subscribe_sent, name="subscribe_sent"),
    path("subscribe/confirm/<str:token>/", subscriptions.confirm, name="confirm_subscription"),
    path("unsubscribe/<str:token>/", subscriptions.end, name="unsubscribe"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("privacy/", site.privacy, name="privacy"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path(f"meetings/{MEETING}", public.meeting, name="meeting"),
    path(f"meetings/{MEETING}pack.pdf", public.pack, name="pack"),
    path(f"meetings/{MEETING}supplement-<int:number>.pdf", public.supplement, name="supplement"),
    path(f"meetings/{MEETING}papers/<int:position>/", reading.paper, name="paper"),
    path(f"meetings/{MEETING}pack/", reading.pack, name="read_pack"),
    path(f"meetings/{MEETING}papers/<int:position>/pictures/<int:number>/", reading.picture, name="paper_picture"),
    path(f"meetings/{MEETING}members/pack/", reading.members_pack, name="members_read_pack"),
    path(
        f"meetings/{MEETING}members/papers/<int:position>/pictures/<int:number>/",
        reading.members_picture,
        name="members_paper_picture",
    ),
    path(f"meetings/{MEETING}members/", public.members_meeting, name="members_meeting"),
    path(f"meetings/{MEETING}members/pack.pdf", public.members_pack, name="members_pack"),
    path(
        f"meetings/{MEETING}members/supplement-<int:number>.pdf", public.members_supplement, name="members_supplement"
    ),
    path(f"meetings/{MEETING}members/papers/<int:position>/", reading.members_paper, name="members_paper"),
    path("my-notes/", notes.mine, name="my_notes"),
    path(f"my-notes/{MEETING}", notes.of_meeting, name="meeting_notes"),
    path(f"my-notes/{MEETING}delete/", notes.delete_all, name="delete_notes"),
    path(f"my-notes/{MEETING}papers/<int:position>/", notes.add, name="add_note"),
    path(f"my-notes/{MEETING}<int:pk>/", notes.edit, name="edit_note"),
    path(f"my-notes/{MEETING}<int:pk>/delete/", notes.delete, name="delete_note"),
    path("desk/", desk.home, name="desk"),
    path("desk/reports/<int:pk>/", reports.report, name="report"),
    path("desk/reports/<int:pk>/<slug:key>/", reports.part, name="report_part"),
    path("desk/reports/<int:pk>/<slug:key>/picture/", reports.picture, name="report_picture"),
    path("desk/reports/<int:pk>/pictures/<int:number>/", reports.picture_file, name="report_picture_file"),
    path("desk/reports/<int:pk>/move/<slug:move>/", clearance.move, name="report_move"),
    path("desk/reports/<int:pk>/move/back/reason/", clearance.give_back, name="report_give_back"),
    path("desk/reports/<int:pk>/clearances/<int:clearance>/", clearance.plan, name="plan_clearance"),
    path("desk/reports/<int:pk>/clearances/<int:clearance>/sign/", clearance.sign, name="sign_clearance"),
    path("desk/reports/<int:pk>/word/file/", word.upload, name="word_upload"),
    path("desk/reports/<int:pk>/word/<int:number>/", word.preview, name="word_preview"),
    path("desk/panels/<slug:panel>/dates/", calendar.plan_year, name="plan_year"),
    path("desk/panels/<slug:panel>/standing-items/", standing.standing_items, name="standing_items"),
    path("desk/panels/<slug:panel>/standing-items/add/", standing.add, name="add_standing_item"),
    path("desk/panels/<slug:panel>/standing-items/<int:pk>/", standing.edit, name="edit_standing_item"),
    path("desk/panels/<slug:panel>/standing-items/<int:pk>/move/", standing.move, name="move_standing_item"),
    path("desk/panels/<slug:panel>/standing-items/<int:pk>/remove/", standing.remove, name="remove_standing_item"),
    path(f"desk/{MEETING}", desk.editor, name="editor"),
    path(f"desk/{MEETING}plan/", desk.plan, name="plan"),
    path(f"desk/{MEETING}cancel/", calendar.cancel, name="cancel_meeting"),
    path(f"desk/{MEETING}reinstate/", calendar.reinstate, name="reinstate_meeting"),
    path(f"desk/{MEETING}move/", calendar.move, name="move_meeting"),
    path(f"desk/{MEETING}clone/", calendar.clone, name="clone_meeting"),
    path(f"desk/{MEETING}items/add/", items.add_item, name="add_item"),
    path(f"desk/{MEETING}items/<int:pk>/", items.edit_item, name="edit_item"),
    path(f"desk/{MEETING}items/<int:pk>/move/", items.move_item, name="move_item"),
    path(f"desk/{MEETING}items/<int:pk>/remove/", items.remove_item, name="remove_item"),
    path(f"desk/{MEETING}items/<int:pk>/restore/", items.restore_item, name="restore_item"),
    path(f"desk/{MEETING}items/<int:pk>/report/", reports.start, name="start_report"),
    path(f"desk/{MEETING}items/<int:pk>/minutes/", items.attach_minutes, name="attach_minutes"),
    path(f"desk/{MEETING}packs/", packs.request_pack, name="request_pack"),
    path(f"desk/{MEETING}packs/<int:pk>/", packs.build, name="build"),
    path(f"desk/{MEETING}packs/<int:pk>/progress/", packs.build_progress, name="build_progress"),
    path(f"desk/{MEETING}packs/<int:pk>/pack.pdf", packs.build_pdf, name="build_pdf"),
    path(f"desk/{MEETING}publish/", packs.publish, name="publish"),
    path(f"desk/{MEETING}publish/confirm/", packs.confirm, name="confirm"),
    path(f"desk/{MEETING}withdraw/", packs.withdraw, name="withdraw"),
    path(f"desk/{MEETING}items/<int:pk>/exempt/", exemptions.exempt_item, name="exempt_item"),
    path(f"desk/{MEETING}papers/<int:pk>/exempt/", exemptions.exempt_paper, name="exempt_paper"),
    path(f"desk/{MEETING}items/<int:pk>/papers/", uploads.add, name="add_uploads"),
    path(f"desk/{MEETING}papers/<int:pk>/", uploads.paper, name="upload"),
    path(f"desk/{MEETING}papers/<int:pk>/paper.pdf", uploads.file, name="upload_file"),
    path(f"desk/{MEETING}papers/<int:pk>/decide/", uploads.decide, name="decide_upload"),
    path(f"desk/{MEETING}papers/<int:pk>/title/", uploads.rename, name="rename_upload"),
    path(f"desk/{MEETING}papers/<int:pk>/replace/", uploads.replace, name="replace_upload"),
    path(f"desk/{MEETING}papers/<int:pk>/move/", uploads.move, name="move_upload"),
    path(f"desk/{MEETING}papers/<int:pk>/remove/", uploads.remove, name="remove_upload"),
    path(f"desk/{MEETING}papers/<int:pk>/restore/", uploads.restore, name="restore_upload"),
    path("desk/exempt/", exemptions.exempt, name="exempt"),
    path("desk/exempt/<int:pk>/release/", exemptions.release, name="release"),
    path("desk/rules/", exemptions.rules, name="rules"),
    path("desk/rules/holidays/<int:pk>/delete/", exemptions.delete_holiday, name="delete_holiday"),
]

urlpatterns += tracker_urls()
urlpatterns = [
    following_moves(pattern) if "<date:date>" in str(pattern.pattern) else pattern for pattern in urlpatterns
]
