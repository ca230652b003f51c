"""The inbox knows customers: it joins platforms (connectors) and tables (db)."""
