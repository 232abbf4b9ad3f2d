"""Terms and days off from an iCalendar feed or file of the school."""
