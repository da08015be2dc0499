#ifndef MERIDIAN_EDGES_H
#define MERIDIAN_EDGES_H

#include <stddef.h>
#include <stdint.h>

// What goes over directed edges, each from a sender to a receiver.

// Edges [begin, end): z[e, :] = nodes[receiver, :channels] + nodes[sender, channels:] + Σ_k x[e, k] weights[k, :]
void meridian_edge_sum(
    int type, size_t begin, size_t end, const int32_t *receivers, const int32_t *senders,
    size_t channels, const void *nodes, size_t features, const void *x, const void *weights, void *z);
// Edges [begin, end): gx[e, k] = g[e, :] · weights[k, :], unless gx is NULL, and gweights[k, :] = Σ_e x[e, k] g[e, :].
void meridian_edge_features_pullback(
    int type, size_t begin, size_t end, size_t channels, size_t features, const void *x,
    const void *weights, const void *g, void *gx, void *gweights);
// Edges [begin, end): y[e, :] = x[receiver, :] − x[sender, :] and squares[e] = |y[e, :]|².
void meridian_edge_difference(
    int type, size_t begin, size_t end, const int32_t *receivers, const int32_t *senders,
    size_t channels, const void *x, void *y, void *squares);
// Edges [begin, end): gy[e, :] = g[e, :] + gsquares[e] · 2 y[e, :]; g may be NULL, for zeros.
void meridian_edge_difference_pullback(
    int type, size_t begin, size_t end, size_t channels, const void *y, const void *g,
    const void *gsquares, void *gy);
// Nodes [begin, end): y[n, :] = the mean of x[e, :] weights[e] over the edges offsets[n] to offsets[n + 1] − 1, 0 of none.
void meridian_weighted_mean(
    int type, size_t begin, size_t end, const int32_t *offsets, size_t channels, const void *x,
    const void *weights, void *y);
// The gradients of it to x and to the weights.
void meridian_weighted_mean_pullback(
    int type, size_t begin, size_t end, const int32_t *offsets, size_t channels, const void *x,
    const void *weights, const void *g, void *gx, void *gweights);
// Nodes [begin, end): y[n, :] = scale Σ x[e, :], or added to it, over the edges e that stand at order[offsets[n]] to
// order[offsets[n + 1] − 1], or at these places themselves without an order (NULL). Rows of y are yStep apart.
void meridian_node_sum(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, double scale, int adding, const void *x, void *y, size_t yStep);

#endif
