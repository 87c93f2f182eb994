"""The tests; they mirror the packages, and `tests.fakes` has one fake per port."""
