from tests.server.conftest import prepared_site, site

__all__ = ["prepared_site", "site"]
