#ifndef MERIDIAN_OPTIMIZERS_H
#define MERIDIAN_OPTIMIZERS_H

#include <stddef.h>
#include <stdint.h>

// Every kernel takes the element type as its first argument and untyped pointers after it.

// x −= rate (gradient + decay x)
void meridian_gradient_step(
    int type, size_t n, void *x, const void *gradient, double rate, double decay);
// One step of RMSprop in place; mean is null unless centered, velocity null without momentum.
void meridian_rmsprop_step(
    int type, size_t n, void *x, const void *gradient, void *square, void *mean, void *velocity,
    double rate, double smoothing, double epsilon, double momentum, double decay);
// y += weight (x − y)
void meridian_move_towards(int type, size_t n, double weight, const void *x, void *y);
// y = x + factor d
void meridian_along(int type, size_t n, const void *x, double factor, const void *d, void *y);
// x held within ±limit; NaN stays
void meridian_clamp(int type, size_t n, double limit, void *x);
// Σ x y, in blocks of a fixed size whose sums are added in double precision
double meridian_dot(int type, size_t n, const void *x, const void *y);

#endif
