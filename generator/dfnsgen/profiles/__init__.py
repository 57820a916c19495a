"""One API's own conventions, as data that the stages apply without knowing the API."""
