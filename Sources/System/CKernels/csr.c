#include "csr.h"

#include <string.h>

#include "kernels_base.h"

static void insertionSort(int32_t *keys, size_t count) {
  for (size_t index = 1; index < count; index++) {
    int32_t key = keys[index];
    size_t place = index;
    for (; place > 0 && keys[place - 1] > key; place--) keys[place] = keys[place - 1];
    keys[place] = key;
  }
}

void meridian_sort_indices(int32_t *keys, size_t count, int32_t *scratch) {
  if (count <= 32) {
    insertionSort(keys, count);
    return;
  }
  // Bytes from the lowest, as many as the largest key has.
  int32_t all = 0;
  for (size_t index = 0; index < count; index++) all |= keys[index];
  int32_t *from = keys, *to = scratch;
  for (int shift = 0; shift < 32 && (all >> shift) != 0; shift += 8) {
    size_t places[257] = {0};
    for (size_t index = 0; index < count; index++) places[((from[index] >> shift) & 255) + 1]++;
    for (size_t byte = 0; byte < 256; byte++) places[byte + 1] += places[byte];
    for (size_t index = 0; index < count; index++)
      to[places[(from[index] >> shift) & 255]++] = from[index];
    int32_t *other = from;
    from = to;
    to = other;
  }
  if (from != keys) memcpy(keys, from, count * sizeof *keys);
}

void meridian_csr_product_count(
    size_t begin, size_t end, const int32_t *aOffsets, const int32_t *aColumns,
    const int32_t *bOffsets, const int32_t *bColumns, int32_t *mark, int32_t *lengths) {
  for (size_t row = begin; row < end; row++) {
    int32_t count = 0;
    for (int32_t a = aOffsets[row]; a < aOffsets[row + 1]; a++) {
      int32_t middle = aColumns[a];
      for (int32_t b = bOffsets[middle]; b < bOffsets[middle + 1]; b++) {
        int32_t column = bColumns[b];
        count += mark[column] != (int32_t)row;
        mark[column] = (int32_t)row;
      }
    }
    lengths[row] = count;
  }
}

#define TEMPLATE "csr_template.h"
#include "both_types.h"
