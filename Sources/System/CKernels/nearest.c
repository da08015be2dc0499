#include "include/nearest.h"

#include <math.h>

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

enum { PANEL = MERIDIAN_NEAREST_PANEL };

#define TEMPLATE "nearest_template.h"
#include "both_types.h"

void meridian_nearest_pack(int type, size_t count, size_t channels, const void *x, void *packed) {
  DISPATCH(nearest_pack, count, channels, x, packed);
}

void meridian_nearest(
    int type, size_t begin, size_t end, size_t count, size_t channels, const void *x,
    const void *packed, size_t k, int32_t shift, void *scratch, int32_t *nearest) {
  DISPATCH(nearest, begin, end, count, channels, x, packed, k, shift, scratch, nearest);
}
