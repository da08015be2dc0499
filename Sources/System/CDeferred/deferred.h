#ifndef MERIDIAN_DEFERRED_LIBRARY_H
#define MERIDIAN_DEFERRED_LIBRARY_H

#include <pthread.h>

#define DEFERRED_TEXT(number) #number
#define DEFERRED_NUMBER(number) DEFERRED_TEXT(number)

#ifdef __APPLE__
#define DEFERRED_FILE(stem, version) "lib" stem "." DEFERRED_NUMBER(version) ".dylib"
#else
#define DEFERRED_FILE(stem, version) "lib" stem ".so." DEFERRED_NUMBER(version)
#endif

// A library that is opened at the first call of `deferred_open`.
struct deferred_library {
  const char *file;
  // What it must be opened after, or NULL: its symbols are then found there first.
  struct deferred_library *before;
  void *handle;
  pthread_mutex_t mutex;
};

#define DEFERRED_LIBRARY(name, file, before) \
  struct deferred_library name = {file, before, NULL, PTHREAD_MUTEX_INITIALIZER}

// BLAS and LAPACK, which the other libraries need, too.
extern struct deferred_library deferred_openblas;

// The library's handle.
void *deferred_open(struct deferred_library *library);

// The address of one of its functions.
void *deferred_function(struct deferred_library *library, const char *name);

// Defines a function that passes its call on to the library's; the compiler compares the prototype with the header's.
#define DEFERRED(library, result, name, parameters, arguments) \
  result name parameters { \
    static void *known; \
    void *function = __atomic_load_n(&known, __ATOMIC_ACQUIRE); \
    if (!function) { \
      function = deferred_function(&(library), #name); \
      __atomic_store_n(&known, function, __ATOMIC_RELEASE); \
    } \
    return ((result(*) parameters)function) arguments; \
  }

#endif
