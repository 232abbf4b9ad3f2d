"""Pure: records to figures, figures to crossings, events to decisions."""
