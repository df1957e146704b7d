"""Pages of action plans. Thin: permission, form, operation, redirect; what pages say comes from reports."""

from actions.views import inspections, plan_edit, plans, settings, updates

__all__ = ["inspections", "plan_edit", "plans", "settings", "updates"]
