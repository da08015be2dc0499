#include "include/edges.h"

#include "functions_f32.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "edges_template.h"
#include "both_types.h"

void meridian_edge_sum(
    int type, size_t begin, size_t end, const int32_t *receivers, const int32_t *senders,
    size_t channels, const void *nodes, size_t features, const void *x, const void *weights, void *z) {
  DISPATCH(edge_sum, begin, end, receivers, senders, channels, nodes, features, x, weights, z);
}

void meridian_edge_features_pullback(
    int type, size_t begin, size_t end, size_t channels, size_t features, const void *x,
    const void *weights, const void *g, void *gx, void *gweights) {
  DISPATCH(edge_features_pullback, begin, end, channels, features, x, weights, g, gx, gweights);
}

void meridian_edge_difference(
    int type, size_t begin, size_t end, const int32_t *receivers, const int32_t *senders,
    size_t channels, const void *x, void *y, void *squares) {
  DISPATCH(edge_difference, begin, end, receivers, senders, channels, x, y, squares);
}

void meridian_edge_difference_pullback(
    int type, size_t begin, size_t end, size_t channels, const void *y, const void *g,
    const void *gsquares, void *gy) {
  DISPATCH(edge_difference_pullback, begin, end, channels, y, g, gsquares, gy);
}

void meridian_weighted_mean(
    int type, size_t begin, size_t end, const int32_t *offsets, size_t channels, const void *x,
    const void *weights, void *y) {
  DISPATCH(weighted_mean, begin, end, offsets, channels, x, weights, y);
}

void meridian_weighted_mean_pullback(
    int type, size_t begin, size_t end, const int32_t *offsets, size_t channels, const void *x,
    const void *weights, const void *g, void *gx, void *gweights) {
  DISPATCH(weighted_mean_pullback, begin, end, offsets, channels, x, weights, g, gx, gweights);
}

void meridian_node_sum(
    int type, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, double scale, int adding, const void *x, void *y, size_t yStep) {
  DISPATCH(node_sum, begin, end, offsets, order, channels, scale, adding, x, y, yStep);
}
