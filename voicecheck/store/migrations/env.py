"""Where Alembic gets its connection: always the one that `voicecheck.store.connect` opened."""

from alembic import context

from voicecheck.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
