"""The rooms of the package's stub. There is no such module at run time: take every name from `handfast`."""
