#ifndef MERIDIAN_LOSSES_H
#define MERIDIAN_LOSSES_H

#include <stddef.h>
#include <stdint.h>

// Losses of elements x against targets y, with constants p and q.
enum {
  MERIDIAN_SQUARED_ERROR = 0,
  MERIDIAN_ABSOLUTE_ERROR,
  MERIDIAN_HUBER,           // d² / 2 up to |d| = p, then p (|d| − p / 2); all times q
  MERIDIAN_BINARY_LOGITS,   // −p y ln σ(x) − (1 − y) ln(1 − σ(x))
  MERIDIAN_RELATIVE_ENTROPY // y (ln y − x), 0 where y is 0; x is a logarithm
};

// `count` rows of `columns` elements, row i being number rows[i], or i without a list (NULL). Weights have an element
// for each of x (weightStep = columns), one for each row (1), or are not there (NULL). Losses times weights go to
// `losses`, [count, columns], unless it is NULL. Adds the sum of losses and of weights to sums[0] and sums[1].
void meridian_loss(
    int type, int function, size_t count, size_t columns, const int32_t *rows, const void *x,
    const void *y, double p, double q, const void *weights, size_t weightStep, void *losses,
    double *sums);

// Adds to gx and gy (either may be NULL) at the chosen rows: the slope times weight times `scale` and, where each loss
// has a gradient of its own, times that, [count, columns].
void meridian_loss_pullback(
    int type, int function, size_t count, size_t columns, const int32_t *rows, const void *x,
    const void *y, double p, double q, const void *weights, size_t weightStep, double scale,
    const void *gradients, void *gx, void *gy);

// losses[i] = −x[row, label], and gx[row, label] −= scale (times gradients[i], unless NULL)
void meridian_likelihood(
    int type, size_t count, size_t columns, const int32_t *rows, const int32_t *labels,
    const void *x, void *losses);
void meridian_likelihood_pullback(
    int type, size_t count, size_t columns, const int32_t *rows, const int32_t *labels,
    double scale, const void *gradients, void *gx);

// similarities[r] = x[r, :] · y[r, :] / (|x[r, :]| |y[r, :]|) with each length at least `least`; keeps 1 / length of
// both, [rows, 2].
void meridian_cosine(
    int type, size_t rows, size_t columns, double least, const void *x, const void *y,
    void *similarities, void *inverses);
// The gradient to x from that to the similarities; `first` tells which of the two inverses is x's.
void meridian_cosine_pullback(
    int type, size_t rows, size_t columns, double least, int first, const void *x, const void *y,
    const void *similarities, const void *inverses, const void *g, void *gx);

#endif
