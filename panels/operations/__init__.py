"""Every write of the panels app: one transaction each, its history inside it. Views and commands only call these."""
