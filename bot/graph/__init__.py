"""Microsoft Graph: mail from a mailbox of the school and meetings in staff's calendars. Its SDK is imported late."""
