#define _DEFAULT_SOURCE

#include "include/large_memory.h"

#if defined(__linux__)
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Below this the first touch of every page costs little.
enum { LARGE = 4 << 20 };

void meridian_advise_large(void *start, size_t bytes) {
  if (bytes < LARGE) return;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)start + bytes) / page * page;
  // An advice: where the system has no large pages, all goes on as it would.
  if (first < end) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
}
#else
void meridian_advise_large(void *start, size_t bytes) {
  (void)start;
  (void)bytes;
}
#endif
