#ifndef MERIDIAN_SEGMENTS_H
#define MERIDIAN_SEGMENTS_H

#include <stddef.h>
#include <stdint.h>

// Segments [begin, end) of elements that hold `channels` numbers each. Segment s has the elements `order[offsets[s]]` to
// `order[offsets[s + 1] − 1]`, taken in this order; without an order (NULL) the elements themselves stand so.

// y[s, :] = Σ x[element, :], or the mean; 0 for an empty segment
void meridian_segment_sum(
    int type, int mean, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y);
// y[element, :] = x[s, :], divided by the size of the segment for the mean's gradient
void meridian_segment_spread(
    int type, int mean, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y);
// y[s, :] = the largest (or smallest) x[element, :] and the first element that attains it; NaN wins; 0 and −1 when empty
void meridian_segment_extreme(
    int type, int smallest, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y, int32_t *where);
// gx[where[s, c], c] = gy[s, c], elsewhere 0
void meridian_segment_extreme_pullback(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *gy, const int32_t *where, void *gx);
// y[element, :] = e^x / Σ e^x over the segment; x and y are the same memory or apart
void meridian_segment_softmax(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y);
void meridian_segment_softmax_pullback(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *y, const void *gy, void *gx);

// Groups indices below `groups`: where each group begins (`groups + 1` offsets), and its members in ascending order.
void meridian_group_indices(
    size_t groups, size_t count, const int32_t *indices, int32_t *offsets, int32_t *order);

#endif
