"""Alembic's entry: runs the revisions on the connection that `migrate.py` opened."""

from alembic import context

from flashsale.migrate import metadata


def run() -> None:
    """Run the wanted revisions in one transaction."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
