"""Two versions of the emitted package, as Python that uses it sees them.

In: two Apis, or the surfaces of two packages. Out: BindingChanges, each source-breaking or not.
Annotations are values here, so that a renamed type is one change and not one wherever it stands.

Read first: `surface` (what can be touched), then `planned_surface` (the one an Api would get) and
`bindings`, which compares two with `items` and says the differences as `change` words them.
"""
