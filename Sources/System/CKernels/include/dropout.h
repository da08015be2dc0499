#ifndef MERIDIAN_DROPOUT_H
#define MERIDIAN_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

// y[i] = x[i] scale where the random 16 bits of (key, first + i) are at least `threshold`, else 0.
// `first` is a multiple of 64, so that any cutting into shards meets the same bits.
void meridian_dropout(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale,
    const void *x, void *y);
// The same choice for two arrays in place.
void meridian_dropout_both(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale, void *x,
    void *y);
// y = r + what dropout makes of x; a threshold of 0 drops nothing and scales nothing.
void meridian_dropout_add(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale,
    const void *x, const void *r, void *y);

#endif
