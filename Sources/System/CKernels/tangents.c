#include "include/tangents.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

// Without it compilers split 64 bytes in two halves even where a register holds them.
#define WIDE __attribute__((min_vector_width(512)))

#define TEMPLATE "tangents_template.h"
#include "both_types.h"

void meridian_rectified_samples(
    int type, size_t begin, size_t end, size_t size, size_t channels, size_t count,
    const void *synthesis, const void *analysis, const void *x, void *y) {
  DISPATCH(rectified_samples, begin, end, size, channels, count, synthesis, analysis, x, y);
}

void meridian_rectified_samples_pullback(
    int type, size_t begin, size_t end, size_t size, size_t channels, size_t count,
    const void *synthesis, const void *analysis, const void *x, const void *g, void *gx) {
  DISPATCH(
      rectified_samples_pullback, begin, end, size, channels, count, synthesis, analysis, x, g, gx);
}

void meridian_alignment(
    int type, size_t begin, size_t end, size_t channels, int complex, const void *x, const void *m,
    void *y) {
  DISPATCH(alignment, begin, end, channels, complex, x, m, y);
}

void meridian_alignment_pullback(
    int type, size_t begin, size_t end, size_t channels, int complex, const void *x, const void *m,
    const void *y, const void *g, void *gx, void *gm) {
  DISPATCH(alignment_pullback, begin, end, channels, complex, x, m, y, g, gx, gm);
}
