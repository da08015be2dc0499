#ifndef MERIDIAN_KERNELS_BASE_H
#define MERIDIAN_KERNELS_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
// The loader asks for a version before the sanitizer's run time is there, and its calls would go nowhere.
#define MERIDIAN_SANITIZED
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(MERIDIAN_SANITIZED)
// One binary for every x86-64: the loader picks the widest version the processor has.
#define MERIDIAN_DISPATCHED \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MERIDIAN_DISPATCHED
#endif

// Eight doubles: a register, or two or four, as the processor has them.
typedef double meridian_vector __attribute__((vector_size(64), aligned(8)));

#endif
