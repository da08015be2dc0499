#ifndef MERIDIAN_ELEMENTWISE_H
#define MERIDIAN_ELEMENTWISE_H

#include <stddef.h>
#include <stdint.h>

// Every kernel takes the element type as its first argument and untyped pointers after it.
enum { MERIDIAN_FLOAT32 = 0, MERIDIAN_FLOAT64 = 1, MERIDIAN_INT32 = 2, MERIDIAN_INT64 = 3 };

// One argument and a constant p.
enum {
  MERIDIAN_NEGATE = 0,
  MERIDIAN_EXP,
  MERIDIAN_LOG,
  MERIDIAN_SQRT,
  MERIDIAN_TANH,
  MERIDIAN_SIGMOID,
  MERIDIAN_RELU,
  MERIDIAN_LEAKY_RELU,  // slope p below zero
  MERIDIAN_ELU,         // p (e^x − 1) below zero
  MERIDIAN_GELU,
  MERIDIAN_SILU,
  MERIDIAN_SOFTPLUS,
  MERIDIAN_POWER,  // x^p
  MERIDIAN_SQUARE,
  MERIDIAN_ABSOLUTE,
  MERIDIAN_SHIFT,      // x + p
  MERIDIAN_SCALE,      // x p
  MERIDIAN_RECIPROCAL,  // p / x
  MERIDIAN_SINE,
  MERIDIAN_COSINE,
  MERIDIAN_LOG1P,
  MERIDIAN_EXPM1,
  MERIDIAN_RSQRT,       // 1 / √x
  MERIDIAN_AT_LEAST,    // x, or p where x is below it
  MERIDIAN_AT_MOST      // x, or p where x is above it
};

enum {
  MERIDIAN_ADD = 0,
  MERIDIAN_SUBTRACT,
  MERIDIAN_MULTIPLY,
  MERIDIAN_DIVIDE,
  MERIDIAN_MINIMUM,  // NaN wins
  MERIDIAN_MAXIMUM,
  MERIDIAN_RAISE,              // a^b
  MERIDIAN_SQUARED_DIFFERENCE, // (a − b)²
  MERIDIAN_EXP_DIFFERENCE,     // e^(a − b)
  MERIDIAN_SHARE_ABOVE,        // 1 where a > b, 1/2 where they are equal, else 0
  MERIDIAN_LOG_OR_ZERO_PRODUCT // a ln b, 0 where b is 0
};

// y = f(x)
void meridian_unary(int type, int function, size_t n, const void *x, double p, void *y);
// gx = gy f′(x), where y = f(x); gyStep is 1, or 0 where all elements of gy are one
void meridian_unary_pullback(
    int type, int function, size_t n, const void *x, const void *y, double p, const void *gy,
    int gyStep, void *gx);
// y[r, c] = a[r aRow + c aColumn] ∘ b[r bRow + c bColumn]; y is contiguous, column steps are 0 or 1
void meridian_binary(
    int type, int function, size_t rows, size_t columns, const void *a, ptrdiff_t aRow,
    ptrdiff_t aColumn, const void *b, ptrdiff_t bRow, ptrdiff_t bColumn, void *y);
// y += a x
void meridian_axpy(int type, size_t n, double a, const void *x, void *y);
void meridian_fill(int type, size_t n, double value, void *y);
// 1 when every element is finite
int meridian_is_finite(int type, size_t n, const void *x);

// One step of gradient descent with momentum, in place.
void meridian_momentum_step(
    int type, size_t n, void *x, const void *gradient, void *velocity, double rate,
    double momentum, int nesterov, double decay);
// One step of Adam in place; rate and epsilon already hold the bias corrections.
void meridian_adam_step(
    int type, size_t n, void *x, const void *gradient, void *first, void *second, double rate,
    double beta1, double beta2, double epsilon, double decay, double shrink);

#endif
