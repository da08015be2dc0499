#ifndef MERIDIAN_FUNCTIONS_F64_H
#define MERIDIAN_FUNCTIONS_F64_H

// Double precision is for checking, not for speed: libm's functions, under the names of functions_f32.h.
#include "functions_f32.h"

INLINE double f64_exp(double x) { return exp(x); }
INLINE double f64_expm1(double x) { return expm1(x); }
INLINE double f64_log(double x) { return log(x); }
INLINE double f64_expm1_of_all(double x) { return expm1(x); }
INLINE double f64_log1p(double x) { return log1p(x); }
INLINE double f64_sin(double x) { return sin(x); }
INLINE double f64_cos(double x) { return cos(x); }
INLINE double f64_far_sin(double x) { return sin(x); }
INLINE double f64_far_cos(double x) { return cos(x); }
INLINE double f64_tanh(double x) { return tanh(x); }
INLINE double f64_sigmoid(double x) { return 1 / (1 + exp(-x)); }
INLINE double f64_softplus(double x) {
  return (x > 0 ? x : 0) + log1p(exp(x < 0 ? x : -x)) + (x - x);
}
INLINE double f64_normal(double x) { return 0.5 * erfc(-x * 0.70710678118654752440); }
INLINE double f64_density(double x) { return 0.39894228040143267794 * exp(-0.5 * x * x); }
INLINE double f64_sqrt(double x) { return __builtin_elementwise_sqrt(x); }
INLINE double f64_pow(double x, double p) { return pow(x, p); }

#endif
