// The solves for one number of right-hand sides: included once for each with VECTORS and NAME defined.

MERIDIAN_DISPATCHED
static void NAME(solveForward)(const struct node *node) {
  size_t rows = node->rows, columns = node->columns;
  meridian_vector *own = (meridian_vector *)node->own;
  for (size_t j = 0; j < columns; j++) {
    const double *column = node->block + j * rows;
    for (size_t i = j + 1; i < columns; i++)
      EACH_VECTOR own[i * VECTORS + v] -= column[i] * own[j * VECTORS + v];
  }
}

MERIDIAN_DISPATCHED
static void NAME(takeOutForward)(const struct node *node, size_t begin, size_t end, double *all) {
  size_t rows = node->rows, columns = node->columns;
  const meridian_vector *own = (const meridian_vector *)node->own;
  meridian_vector *x = (meridian_vector *)all;
  size_t i = begin;
  for (; i + 4 <= end; i += 4) {
    meridian_vector sums[4][VECTORS] = {{{0}}};
    for (size_t j = 0; j < columns; j++) {
      const double *column = node->block + j * rows + i;
      for (size_t row = 0; row < 4; row++) EACH_VECTOR sums[row][v] += column[row] * own[j * VECTORS + v];
    }
    for (size_t row = 0; row < 4; row++)
      EACH_VECTOR x[(size_t)node->indices[i + row] * VECTORS + v] -= sums[row][v];
  }
  for (; i < end; i++) {
    meridian_vector sums[VECTORS] = {{0}};
    for (size_t j = 0; j < columns; j++)
      EACH_VECTOR sums[v] += node->block[j * rows + i] * own[j * VECTORS + v];
    EACH_VECTOR x[(size_t)node->indices[i] * VECTORS + v] -= sums[v];
  }
}

MERIDIAN_DISPATCHED
static void NAME(takeOutBackward)(
    const struct node *node, size_t begin, size_t end, const double *all, double *into) {
  size_t rows = node->rows, columns = node->columns;
  const meridian_vector *x = (const meridian_vector *)all;
  meridian_vector *target = (meridian_vector *)into;
  size_t j = 0;
  for (; j + 4 <= columns; j += 4) {
    meridian_vector sums[4][VECTORS] = {{{0}}};
    const double *column = node->block + j * rows;
    for (size_t i = begin; i < end; i++) {
      const meridian_vector *source = x + (size_t)node->indices[i] * VECTORS;
      for (size_t c = 0; c < 4; c++) EACH_VECTOR sums[c][v] += column[c * rows + i] * source[v];
    }
    for (size_t c = 0; c < 4; c++) EACH_VECTOR target[(j + c) * VECTORS + v] -= sums[c][v];
  }
  for (; j < columns; j++) {
    meridian_vector sums[VECTORS] = {{0}};
    for (size_t i = begin; i < end; i++)
      EACH_VECTOR sums[v] += node->block[j * rows + i] * x[(size_t)node->indices[i] * VECTORS + v];
    EACH_VECTOR target[j * VECTORS + v] -= sums[v];
  }
}

MERIDIAN_DISPATCHED
static void NAME(solveBackward)(const struct node *node) {
  size_t rows = node->rows, columns = node->columns;
  meridian_vector *own = (meridian_vector *)node->own;
  for (size_t j = columns; j-- > 0;) {
    const double *column = node->block + j * rows;
    meridian_vector solved[VECTORS];
    EACH_VECTOR solved[v] = own[j * VECTORS + v];
    for (size_t i = j + 1; i < columns; i++) EACH_VECTOR solved[v] -= column[i] * own[i * VECTORS + v];
    EACH_VECTOR own[j * VECTORS + v] = solved[v];
  }
}

#undef VECTORS
#undef NAME
