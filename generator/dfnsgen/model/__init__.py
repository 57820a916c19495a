"""The API as typed values: schemas merged, unions told apart, structures named once."""
