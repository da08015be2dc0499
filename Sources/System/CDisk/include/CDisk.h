#ifndef MERIDIAN_CDISK_H
#define MERIDIAN_CDISK_H

#include <stdint.h>

// Has the system begin to write `count` bytes from `offset` of an open file to the disk, without waiting for them.
// Returns 0, or −1 with errno; where there is no such call it does nothing.
int meridian_begin_flushing(int file, int64_t offset, int64_t count);

#endif
