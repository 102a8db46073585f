"""Lists of services from elsewhere: read, understood, cleaned and compared. Nothing is written here."""
