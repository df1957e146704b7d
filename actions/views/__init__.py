"""Pages of action plans. Thin: permission, form, operation, redirect; what pages say comes from reports."""

from actions.views import plan_edit, plans, updates

__all__ = ["plan_edit", "plans", "updates"]
