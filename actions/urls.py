"""Addresses of action plans. Published ones never change."""

from django.urls import path

from actions.views import (
    boards,
    importing,
    inspections,
    plan_edit,
    plans,
    prints,
    settings,
    updates,
    whole_plan,
)

app_name = "actions"

AREA = "<slug:inspection>/<slug:area>/"
ACTION = f"{AREA}actions/<int:action>/"

urlpatterns = [
    path("", plans.home, name="home"),
    path("dashboard/", boards.dashboard, name="dashboard"),
    path("table/", boards.action_list, name="list"),
    path("areas/", boards.areas, name="areas"),
    path("mine/", boards.mine, name="mine"),
    path("<slug:inspection>/import/", importing.import_file, name="import_plan"),
    path("<slug:inspection>/report/", whole_plan.report, name="report"),
    path("<slug:inspection>/report/pdf/", prints.ask, name="ask_print"),
    path("<slug:inspection>/report/pdf/<int:pk>/", prints.show, name="print"),
    path("<slug:inspection>/report/pdf/<int:pk>/progress/", prints.progress, name="print_progress"),
    path("<slug:inspection>/report/pdf/<int:pk>/plan.pdf", prints.file, name="print_file"),
    path("<slug:inspection>/report/plan.<slug:format>", whole_plan.download, name="download"),
    path("new/", inspections.add_inspection, name="add_inspection"),
    path("frameworks/", settings.frameworks, name="frameworks"),
    path("frameworks/new/", settings.add_framework, name="add_framework"),
    path("frameworks/<slug:framework>/", settings.framework, name="framework"),
    path("councils/<slug:council>/", plans.council, name="council"),
    path("lights/<slug:council>/", settings.lights, name="lights"),
    # What stands below an inspection comes before its areas: no area may be called by one of these (RESERVED).
    path("<slug:inspection>/", plans.inspection, name="inspection"),
    path("<slug:inspection>/table/", plans.table, name="table"),
    path("<slug:inspection>/edit/", inspections.edit_inspection, name="edit_inspection"),
    path("<slug:inspection>/judgements/", inspections.edit_judgements, name="edit_judgements"),
    path("<slug:inspection>/publish/", inspections.publish_inspection, name="publish_inspection"),
    path("<slug:inspection>/add/", inspections.add_area, name="add_area"),
    path(AREA, plans.area, name="area"),
    path(f"{AREA}edit/", inspections.edit_area, name="edit_area"),
    path(f"{AREA}move/", inspections.move_area, name="move_area"),
    path(f"{AREA}withdraw/", inspections.withdraw_area, name="withdraw_area"),
    path(f"{AREA}restore/", inspections.restore_area, name="restore_area"),
    path(f"{AREA}publish/", inspections.publish_area, name="publish_area"),
    path(f"{AREA}measures/add/", settings.add_measure, name="add_measure"),
    path(f"{AREA}measures/<int:pk>/edit/", settings.edit_measure, name="edit_measure"),
    path(f"{AREA}measures/<int:pk>/move/", settings.move_measure, name="move_measure"),
    path(f"{AREA}measures/<int:pk>/withdraw/", settings.withdraw_measure, name="withdraw_measure"),
    path(f"{AREA}measures/<int:pk>/restore/", settings.restore_measure, name="restore_measure"),
    path(f"{AREA}monitoring/edit/", plan_edit.edit_monitoring, name="edit_monitoring"),
    path(f"{AREA}actions/add/", plan_edit.add_action, name="add_action"),
    path(ACTION, plans.action, name="action"),
    path(f"{ACTION}edit/", plan_edit.edit_action, name="edit_action"),
    path(f"{ACTION}move/", plan_edit.move_action, name="move_action"),
    path(f"{ACTION}withdraw/", plan_edit.withdraw_action, name="withdraw_action"),
    path(f"{ACTION}restore/", plan_edit.restore_action, name="restore_action"),
    path(f"{ACTION}milestones/add/", plan_edit.add_milestone, name="add_milestone"),
    path(f"{ACTION}milestones/<int:pk>/", plan_edit.change_milestone, name="change_milestone"),
    path(f"{ACTION}update/", updates.update_action, name="update_action"),
    path(f"{ACTION}close/", updates.close_action, name="close_action"),
    path(f"{ACTION}reopen/", updates.reopen_action, name="reopen_action"),
    path(f"{ACTION}publish/", updates.publish_updates, name="publish_updates"),
    path(f"{ACTION}evidence/<int:pk>/", updates.evidence, name="evidence"),
    path(f"{ACTION}evidence/<int:pk>/unpublish/", updates.unpublish_evidence, name="unpublish_evidence"),
]
