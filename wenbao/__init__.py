"""The `wenbao` command; it calls the packages beside this one."""

from settings import VERSION

__version__ = VERSION
