"""Addresses of action plans. Published ones never change."""

from django.urls import path

from actions.views import plan_edit, plans, updates

app_name = "actions"

AREA = "<slug:inspection>/<slug:area>/"
ACTION = f"{AREA}actions/<int:action>/"

urlpatterns = [
    path("", plans.home, name="home"),
    path("<slug:inspection>/", plans.inspection, name="inspection"),
    path(AREA, plans.area, name="area"),
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
