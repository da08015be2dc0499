#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "instruction_set.h"

#include "kernels_base.h"

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

const char *meridian_instruction_set(void) {
#if defined(__x86_64__) && defined(__linux__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
  return "x86-64";
#elif defined(__aarch64__)
  return "arm64";
#else
  return "default";
#endif
}

const char *meridian_math_library(void) {
#if defined(__GLIBC__)
  return gnu_get_libc_version();
#else
  return "system";
#endif
}
