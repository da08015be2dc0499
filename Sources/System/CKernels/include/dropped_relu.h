#ifndef MERIDIAN_DROPPED_RELU_H
#define MERIDIAN_DROPPED_RELU_H

#include <stddef.h>

// gradient[i] *= scale where y[i], the result of a rectifier with dropout, is positive, elsewhere 0
void meridian_dropped_relu_pullback(int type, size_t n, const void *y, double scale, void *gradient);

#endif
