"""Every sentence a person reads: `en.toml` and `ko.toml`, the same keys in both."""
