#ifndef MERIDIAN_CLASSIFICATION_H
#define MERIDIAN_CLASSIFICATION_H

#include <stddef.h>
#include <stdint.h>

// Cross-entropy of rows of logits against labels (−1 where there is none) or, where labels is null, rows of probabilities.
// Smoothing s makes t into (1 − s) t + s / columns; weights of classes may be null.
// losses[r] = Σ_c w_c t_c (logarithm − x_c); shares[r] = w of the label, 0 without one, 1 for probabilities.
void meridian_class_loss(
    int type, size_t rows, size_t columns, const void *x, const int32_t *labels,
    const void *targets, const void *weights, double smoothing, void *losses, void *shares,
    void *logarithms);
// gx[r, c] = scale (e^(x − logarithm) Σ_c w_c t_c − w_c t_c); zeros in rows without a label
void meridian_class_loss_pullback(
    int type, size_t rows, size_t columns, const void *x, const int32_t *labels,
    const void *targets, const void *weights, double smoothing, const void *logarithms,
    double scale, void *gx);

#endif
