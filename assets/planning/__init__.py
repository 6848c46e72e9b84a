"""Goals, measures, plans, offers."""
