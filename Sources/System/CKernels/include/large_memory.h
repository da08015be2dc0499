#ifndef MERIDIAN_LARGE_MEMORY_H
#define MERIDIAN_LARGE_MEMORY_H

#include <stddef.h>

// Asks the system for large pages where memory that has not been touched yet is large enough for them: the first touch of
// each small page costs as much as filling it several times.
void meridian_advise_large(void *start, size_t bytes);

#endif
