"""One fake per port, by module: `from tests.fakes.ports import fake_ports`."""
