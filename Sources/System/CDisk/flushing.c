// Swift does not see what glibc declares for GNU programs only.
#define _GNU_SOURCE
#include "CDisk.h"

#include <fcntl.h>

int meridian_begin_flushing(int file, int64_t offset, int64_t count) {
#if defined(__linux__)
  return sync_file_range(file, offset, count, SYNC_FILE_RANGE_WRITE);
#else
  (void)file, (void)offset, (void)count;
  return 0;
#endif
}
