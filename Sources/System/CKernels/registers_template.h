// Included once for each element type, with SCALAR and NAME set. Products in registers: a group of elements that are
// computed side by side fills a register, or two or four, as the processor has them.

#ifndef VECTOR_BYTES
#define VECTOR_BYTES 64
#define LANES (VECTOR_BYTES / sizeof(SCALAR))
#define LANES_OF(type) (VECTOR_BYTES / ((type) == MERIDIAN_FLOAT32 ? sizeof(float) : sizeof(double)))
// Without it compilers split such a group in two halves even where a register holds it, and run out of registers.
#define WIDE __attribute__((min_vector_width(512)))
#endif

typedef SCALAR NAME(lanes) __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(SCALAR))));

// sums[r, v] += Σ_k a[r aRow + k aStep] b[k bRow + v LANES] for a tile of `rows` × `vectors` registers, both at most 4
// and constant where it is called.
WIDE INLINE void NAME(multiply)(
    const size_t rows, const size_t vectors, size_t count, const SCALAR *restrict a, size_t aRow,
    size_t aStep, const SCALAR *restrict b, size_t bRow, NAME(lanes) sums[4][4]) {
  for (size_t k = 0; k < count; k++, b += bRow) {
    NAME(lanes) right[4];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) right[v] = *(const NAME(lanes) *)(b + v * LANES);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
      const NAME(lanes) left = a[r * aRow + k * aStep] - (NAME(lanes)){0};
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) sums[r][v] += left * right[v];
    }
  }
}
