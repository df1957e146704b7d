"""Pages of the panels app: those of the public, and those of the agenda desk."""
