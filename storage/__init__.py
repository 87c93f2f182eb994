"""Where it is kept: tables, one module per collection, unit of work, drivers, migrations."""
