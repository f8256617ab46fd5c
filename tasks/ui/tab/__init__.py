"""A task's tab: its panel, made from the spec when somebody opens it, and the events of the panel."""
