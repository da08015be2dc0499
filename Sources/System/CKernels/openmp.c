#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "include/openmp.h"

#include <dlfcn.h>
#include <pthread.h>

// Looked up by name, so that nothing here depends on which OpenMP oneDNN was built with.
static void (*set_threads)(int);

static void look_up(void) { *(void **)&set_threads = dlsym(RTLD_DEFAULT, "omp_set_num_threads"); }

void meridian_single_openmp_thread(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  static _Thread_local int done;
  if (done) return;
  pthread_once(&once, look_up);
  if (set_threads) set_threads(1);
  done = 1;
}
