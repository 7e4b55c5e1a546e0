"""When something is due: days, filings, calendars, working days."""
