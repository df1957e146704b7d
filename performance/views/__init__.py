"""Pages of the performance app. Thin: permission, form, operation, redirect; what is shown comes from reports."""
