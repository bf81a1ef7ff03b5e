"""The frame: settings, addresses, accounts and what every floor stands on."""
