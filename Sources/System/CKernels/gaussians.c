#include "include/gaussians.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "gaussians_template.h"
#include "both_types.h"

void meridian_gaussians(
    int type, size_t begin, size_t end, size_t axes, size_t count, const void *x, const void *means,
    const void *scales, void *y) {
  DISPATCH(gaussians, begin, end, axes, count, x, means, scales, y);
}

void meridian_gaussians_pullback(
    int type, size_t begin, size_t end, size_t axes, size_t count, const void *x, const void *means,
    const void *scales, const void *y, const void *g, void *gmeans, void *gscales) {
  DISPATCH(
      gaussians_pullback, begin, end, axes, count, x, means, scales, y, g, gmeans, gscales);
}
