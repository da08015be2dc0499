// Included once for each element type, with SCALAR and NAME set.

#define WIDTH (64 / sizeof(SCALAR))
typedef SCALAR NAME(vector) __attribute__((vector_size(64), aligned(sizeof(SCALAR))));
typedef SCALAR NAME(quad) __attribute__((vector_size(4 * sizeof(SCALAR)), aligned(sizeof(SCALAR))));

// One panel is two vectors wide, the last one a single vector where that is enough.
static size_t NAME(panel_size)(size_t k, size_t n) { return (n + WIDTH - 1) / WIDTH * WIDTH * k; }

MERIDIAN_DISPATCHED
static void NAME(pack)(
    size_t k, size_t n, const SCALAR *restrict b, size_t rowStep, size_t columnStep,
    SCALAR *restrict panels) {
  size_t begin = 0;
  if (columnStep == 1) {
    // Several panels side by side, so that memory is read in long runs.
    enum { TOGETHER = 8 };
    while (n - begin >= 2 * WIDTH) {
      const size_t full = (n - begin) / (2 * WIDTH), group = full < TOGETHER ? full : TOGETHER;
      for (size_t t = 0; t < k; t++) {
        const SCALAR *restrict from = b + t * rowStep + begin;
        SCALAR *restrict to = panels + t * 2 * WIDTH;
        for (size_t p = 0; p < group; p++, from += 2 * WIDTH, to += 2 * WIDTH * k) {
          *(NAME(vector) *)to = *(const NAME(vector) *)from;
          *(NAME(vector) *)(to + WIDTH) = *(const NAME(vector) *)(from + WIDTH);
        }
      }
      begin += group * 2 * WIDTH;
      panels += group * 2 * WIDTH * k;
    }
  }
  for (size_t first = begin; first < n; first += 2 * WIDTH) {
    const size_t width = n - first > WIDTH ? 2 * WIDTH : WIDTH;
    const size_t count = n - first < width ? n - first : width;
    const SCALAR *from = b + first * columnStep;
    if (columnStep == 1 && count == width) {
      for (size_t t = 0; t < k; t++)
        for (size_t j = 0; j < width; j += WIDTH)
          *(NAME(vector) *)(panels + t * width + j) =
              *(const NAME(vector) *)(from + t * rowStep + j);
    } else {
      if (count < width) memset(panels, 0, k * width * sizeof(SCALAR));
      size_t j = 0;
      for (; j + 4 <= count; j += 4) {
        const SCALAR *p = from + j * columnStep, *q = p + columnStep;
        const SCALAR *r = q + columnStep, *s = r + columnStep;
        SCALAR *to = panels + j;
        size_t t = 0;
        if (rowStep == 1)
          for (; t + 4 <= k; t += 4, to += 4 * width) {
            const NAME(quad) a = *(const NAME(quad) *)(p + t), b = *(const NAME(quad) *)(q + t);
            const NAME(quad) c = *(const NAME(quad) *)(r + t), d = *(const NAME(quad) *)(s + t);
            const NAME(quad) ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
            const NAME(quad) cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            const NAME(quad) AB = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            const NAME(quad) CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            *(NAME(quad) *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
            *(NAME(quad) *)(to + width) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
            *(NAME(quad) *)(to + 2 * width) = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
            *(NAME(quad) *)(to + 3 * width) = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
          }
        for (; t < k; t++, to += width) {
          to[0] = p[t * rowStep];
          to[1] = q[t * rowStep];
          to[2] = r[t * rowStep];
          to[3] = s[t * rowStep];
        }
      }
      for (; j < count; j++)
        for (size_t t = 0; t < k; t++)
          panels[t * width + j] = from[j * columnStep + t * rowStep];
    }
    panels += k * width;
  }
}

// `rows` and `vectors` are constants where this is called, so the sums stay in registers.
static inline __attribute__((always_inline)) void NAME(tile)(
    const int rows, const int vectors, size_t k, const SCALAR *restrict a, size_t rowStep,
    size_t columnStep, const SCALAR *restrict panel, int adding, SCALAR *restrict c, size_t cStep,
    size_t columns) {
  NAME(vector) sums[8][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) sums[i][j] = (NAME(vector)){0};
  for (size_t t = 0; t < k; t++, a += columnStep, panel += vectors * WIDTH) {
    NAME(vector) b[2];
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; j++) b[j] = *(const NAME(vector) *)(panel + j * WIDTH);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const NAME(vector) s = a[i * rowStep] - (NAME(vector)){0};
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) sums[i][j] += s * b[j];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    SCALAR *restrict row = c + i * cStep;
    if (columns == vectors * WIDTH) {
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) {
        NAME(vector) *to = (NAME(vector) *)(row + j * WIDTH);
        *to = adding ? *to + sums[i][j] : sums[i][j];
      }
    } else {
      SCALAR all[2 * WIDTH];
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; j++) *(NAME(vector) *)(all + j * WIDTH) = sums[i][j];
      for (size_t j = 0; j < columns; j++) row[j] = adding ? row[j] + all[j] : all[j];
    }
  }
}

#define ROWS(rows) \
  case rows: \
    NAME(tile)(rows, vectors, k, a, rowStep, columnStep, panel, adding, c, cStep, columns); \
    break

static inline __attribute__((always_inline)) void NAME(panel_rows)(
    const int vectors, int height, size_t m, size_t k, const SCALAR *restrict a, size_t rowStep,
    size_t columnStep, const SCALAR *restrict panel, int adding, SCALAR *restrict c, size_t cStep,
    size_t columns) {
  while (m > 0) {
    const size_t rows = m < (size_t)height ? m : (size_t)height;
    switch (rows) {
      ROWS(1);
      ROWS(2);
      ROWS(3);
      ROWS(4);
      ROWS(5);
      ROWS(6);
      ROWS(7);
      ROWS(8);
    }
    a += rows * rowStep;
    c += rows * cStep;
    m -= rows;
  }
}
#undef ROWS

MERIDIAN_DISPATCHED
static void NAME(multiply)(
    int height, size_t m, size_t n, size_t k, const SCALAR *restrict a, size_t rowStep,
    size_t columnStep, const SCALAR *restrict panels, int adding, SCALAR *restrict c,
    size_t cStep) {
  for (size_t first = 0; first < n; first += 2 * WIDTH) {
    const size_t columns = n - first < 2 * WIDTH ? n - first : 2 * WIDTH;
    if (columns > WIDTH) {
      NAME(panel_rows)(
          2, height, m, k, a, rowStep, columnStep, panels, adding, c + first, cStep, columns);
      panels += 2 * WIDTH * k;
    } else {
      NAME(panel_rows)(
          1, height, m, k, a, rowStep, columnStep, panels, adding, c + first, cStep, columns);
    }
  }
}
#undef WIDTH
