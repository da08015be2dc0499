#include "include/blocks.h"

#include <string.h>

#include "include/kernels_base.h"

// Rows of w that stay in the first-level cache while panels stream by.
enum { WIDTH = 8, ROWS = 256 };

MERIDIAN_DISPATCHED
void meridian_blocks_inner(
    size_t begin, size_t end, size_t rows, size_t panels, const double *basis, const double *w, double *products) {
  memset(products, 0, panels * WIDTH * WIDTH * sizeof *products);
  for (size_t first = begin; first < end; first += ROWS) {
    size_t last = first + ROWS < end ? first + ROWS : end;
    for (size_t panel = 0; panel < panels; panel++) {
      const double *columns = basis + panel * rows * WIDTH;
      meridian_vector *target = (meridian_vector *)(products + panel * WIDTH * WIDTH);
      meridian_vector sums[WIDTH];
      for (size_t column = 0; column < WIDTH; column++) sums[column] = target[column];
      for (size_t row = first; row < last; row++) {
        meridian_vector right = *(const meridian_vector *)(w + row * WIDTH);
        for (size_t column = 0; column < WIDTH; column++) sums[column] += columns[row * WIDTH + column] * right;
      }
      for (size_t column = 0; column < WIDTH; column++) target[column] = sums[column];
    }
  }
}

MERIDIAN_DISPATCHED
void meridian_blocks_subtract(
    size_t begin, size_t end, size_t rows, size_t panels, const double *basis, const double *factors, double *w) {
  for (size_t first = begin; first < end; first += ROWS) {
    size_t last = first + ROWS < end ? first + ROWS : end;
    for (size_t panel = 0; panel < panels; panel++) {
      const double *columns = basis + panel * rows * WIDTH;
      meridian_vector right[WIDTH];
      memcpy(right, factors + panel * WIDTH * WIDTH, sizeof right);
      for (size_t row = first; row < last; row++) {
        const double *left = columns + row * WIDTH;
        meridian_vector even = left[0] * right[0], odd = left[1] * right[1];
        for (size_t column = 2; column < WIDTH; column += 2) {
          even += left[column] * right[column];
          odd += left[column + 1] * right[column + 1];
        }
        *(meridian_vector *)(w + row * WIDTH) -= even + odd;
      }
    }
  }
}

MERIDIAN_DISPATCHED
void meridian_blocks_transform(size_t begin, size_t end, const double *factors, double *w) {
  meridian_vector right[WIDTH];
  memcpy(right, factors, sizeof right);
  for (size_t row = begin; row < end; row++) {
    const double *left = w + row * WIDTH;
    meridian_vector sum = left[0] * right[0];
    for (size_t column = 1; column < WIDTH; column++) sum += left[column] * right[column];
    *(meridian_vector *)(w + row * WIDTH) = sum;
  }
}
