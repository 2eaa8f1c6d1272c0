"""The live core: pages, feeds, hints, the heartbeat, delivery. It knows no noun of the site."""
