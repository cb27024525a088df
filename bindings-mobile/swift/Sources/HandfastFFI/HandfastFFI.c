// The declarations are in include/HandfastFFI.h, the functions in the native library.
