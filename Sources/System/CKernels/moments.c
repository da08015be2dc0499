#include "include/moments.h"

#include "functions_f32.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

// Without it compilers split 64 bytes in two halves even where a register holds them.
#define WIDE __attribute__((min_vector_width(512)))

// Weights that are worked on together.
enum { GROUP = 8 };

#define TEMPLATE "moments_template.h"
#include "both_types.h"

void meridian_moments(
    int type, size_t begin, size_t end, const meridian_moment_plan *plan, const void *weights,
    const void *turns, const void *x, void *y) {
  DISPATCH(moments, begin, end, plan, weights, turns, x, y);
}

void meridian_moments_pullback(
    int type, size_t begin, size_t end, const meridian_moment_plan *plan, const void *weights,
    const void *turns, const void *g, void *gx) {
  DISPATCH(moments_pullback, begin, end, plan, weights, turns, g, gx);
}

void meridian_moment_weights_pullback(
    int type, size_t begin, size_t end, const meridian_moment_plan *plan, const void *turns,
    const void *x, const void *g, void *gweights) {
  DISPATCH(moment_weights_pullback, begin, end, plan, turns, x, g, gweights);
}
