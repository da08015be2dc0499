#include "deferred.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noreturn)) static void refuse(const struct deferred_library *library) {
  const char *reason = dlerror();
  fprintf(
      stderr, "meridian: the library %s cannot be used: %s; install it (scripts/setup does)\n", library->file,
      reason ? reason : "unknown reason");
  exit(127);
}

void *deferred_open(struct deferred_library *library) {
  pthread_mutex_lock(&library->mutex);
  if (!library->handle) {
    if (library->before) deferred_open(library->before);
    // Only what others are opened after is shown to them: two libraries may have a name in common.
    int scope = library == &deferred_openblas ? RTLD_GLOBAL : RTLD_LOCAL;
    library->handle = dlopen(library->file, RTLD_LAZY | scope);
    if (!library->handle) refuse(library);
  }
  pthread_mutex_unlock(&library->mutex);
  return library->handle;
}

void *deferred_function(struct deferred_library *library, const char *name) {
  void *function = dlsym(deferred_open(library), name);
  if (!function) refuse(library);
  return function;
}
