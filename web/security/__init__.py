"""Access control: authentication, the list of paths, limits on requests and connections."""
