"""The solvers and the templates they work on."""
