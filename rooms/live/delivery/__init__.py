"""How HTML leaves the process: frames, one page's sender, a broadcast to many pages."""
