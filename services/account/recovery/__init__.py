"""A forgotten password: a mailed token sets a new one."""
