#include "include/segments.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

// Channels that are worked on together, their sums on the stack.
enum { GROUP = 32 };

#define TEMPLATE "segments_template.h"
#include "both_types.h"

void meridian_segment_sum(
    int type, int mean, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y) {
  DISPATCH(segment_sum, mean, begin, end, offsets, order, channels, x, y);
}

void meridian_segment_add(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y) {
  DISPATCH(segment_add, begin, end, offsets, order, channels, x, y);
}

void meridian_segment_spread(
    int type, int mean, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y) {
  DISPATCH(segment_spread, mean, begin, end, offsets, order, channels, x, y);
}

void meridian_segment_extreme(
    int type, int smallest, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y, int32_t *where) {
  DISPATCH(segment_extreme, smallest, begin, end, offsets, order, channels, x, y, where);
}

void meridian_segment_extreme_pullback(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *gy, const int32_t *where, void *gx) {
  DISPATCH(segment_extreme_pullback, begin, end, offsets, order, channels, gy, where, gx);
}

void meridian_segment_softmax(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *x, void *y) {
  DISPATCH(segment_softmax, begin, end, offsets, order, channels, x, y);
}

void meridian_segment_softmax_pullback(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const void *y, const void *gy, void *gx) {
  DISPATCH(segment_softmax_pullback, begin, end, offsets, order, channels, y, gy, gx);
}

void meridian_group_indices(
    size_t groups, size_t count, const int32_t *indices, int32_t *offsets, int32_t *order) {
  for (size_t group = 0; group <= groups; group++) offsets[group] = 0;
  for (size_t i = 0; i < count; i++) offsets[indices[i]]++;
  int32_t total = 0;
  for (size_t group = 0; group <= groups; group++) {
    total += offsets[group];
    offsets[group] = total;
  }
  // From the last element back, so that a group's offset ends where the group begins.
  for (size_t i = count; i-- > 0;) order[--offsets[indices[i]]] = (int32_t)i;
}
