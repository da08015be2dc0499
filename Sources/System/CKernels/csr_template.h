// The CSR kernels for one element type: included once for each with SCALAR and NAME defined.

void NAME(meridian_csr_product)(
    size_t begin, size_t end, const int32_t *aOffsets, const int32_t *aColumns,
    const SCALAR *aValues, const int32_t *bOffsets, const int32_t *bColumns,
    const SCALAR *bValues, int32_t *mark, int32_t *scratch, SCALAR *sums,
    const int32_t *offsets, int32_t *columns, SCALAR *values) {
  for (size_t row = begin; row < end; row++) {
    int32_t *found = columns + offsets[row];
    size_t count = 0;
    for (int32_t a = aOffsets[row]; a < aOffsets[row + 1]; a++) {
      int32_t middle = aColumns[a];
      SCALAR factor = aValues[a];
      for (int32_t b = bOffsets[middle]; b < bOffsets[middle + 1]; b++) {
        int32_t column = bColumns[b];
        SCALAR product = factor * bValues[b];
        if (mark[column] == (int32_t)row) {
          sums[column] += product;
        } else {
          mark[column] = (int32_t)row;
          sums[column] = product;
          found[count++] = column;
        }
      }
    }
    meridian_sort_indices(found, count, scratch);
    for (size_t index = 0; index < count; index++)
      values[(size_t)offsets[row] + index] = sums[found[index]];
  }
}
