#include "include/epilogue.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "epilogue_template.h"
#include "both_types.h"

void meridian_bias_activation(
    int type, int function, double p, size_t rows, size_t columns, size_t yStep, const void *bias,
    void *y, void *slopes) {
  if (type == MERIDIAN_FLOAT32)
    bias_activation_f32(function, p, rows, columns, yStep, bias, y, slopes);
  else bias_activation_f64(function, p, rows, columns, yStep, bias, y, slopes);
}

void meridian_activation_pullback(
    int type, int function, double p, int keptResults, size_t rows, size_t columns,
    const void *kept, const void *gy, void *gz, void *sums) {
  if (type == MERIDIAN_FLOAT32)
    activation_pullback_f32(function, p, keptResults, rows, columns, kept, gy, gz, sums);
  else activation_pullback_f64(function, p, keptResults, rows, columns, kept, gy, gz, sums);
}
