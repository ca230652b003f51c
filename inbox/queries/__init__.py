"""Every read of the pages: frozen views out, no table beyond this room."""
