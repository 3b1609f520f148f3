"""The same measure on somebody else's engine: DuckDB, PostgreSQL or Spark, for firms that outgrow one machine.

`expression` says the measure once, in whole numbers only, as Ibis expressions; `connecting` opens the engine. How to
run it on a cluster or a warehouse: `docs/scale.md`. Needs the extra `engines` (and `spark` for Spark); only the command
imports this package, and only when an engine is asked for.
"""
