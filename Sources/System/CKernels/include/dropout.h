#ifndef MERIDIAN_DROPOUT_H
#define MERIDIAN_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

// y[i] = x[i] scale where the random 16 bits of (key, first + i) are at least `threshold`, else 0.
// `first` is a multiple of 64, so that any cutting into shards meets the same bits.
void meridian_dropout(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale,
    const void *x, void *y);

#endif
