// Included once for each element type, with SCALAR, NAME and F set.

// Whether the vectorized sine and cosine hold for every element.
INLINE int NAME(are_small)(size_t n, const SCALAR *x) {
  int wrong = 0;
  for (size_t i = 0; i < n; i++) wrong |= (x[i] > (SCALAR)1e6) | (x[i] < (SCALAR)-1e6);
  return !wrong;
}

#define EACH(value) \
  for (size_t i = 0; i < n; i++) { \
    const SCALAR x = px[i]; \
    py[i] = (value); \
  } \
  break

MERIDIAN_DISPATCHED
static void NAME(unary)(
    int function, size_t n, const SCALAR *restrict px, double parameter, SCALAR *restrict py) {
  const SCALAR p = (SCALAR)parameter;
  switch (function) {
    case MERIDIAN_NEGATE: EACH(-x);
    case MERIDIAN_EXP: EACH(F(exp)(x));
    case MERIDIAN_LOG: EACH(F(log)(x));
    case MERIDIAN_SQRT: EACH(F(sqrt)(x));
    case MERIDIAN_TANH: EACH(F(tanh)(x));
    case MERIDIAN_SIGMOID: EACH(F(sigmoid)(x));
    case MERIDIAN_RELU: EACH(x < 0 ? 0 : x);
    case MERIDIAN_LEAKY_RELU: EACH(x < 0 ? x * p : x);
    case MERIDIAN_ELU: EACH(x < 0 ? p * F(expm1)(x) : x);
    case MERIDIAN_GELU: EACH(x * F(normal)(x));
    case MERIDIAN_SILU: EACH(x * F(sigmoid)(x));
    case MERIDIAN_SOFTPLUS: EACH(F(softplus)(x));
    case MERIDIAN_POWER: EACH(F(pow)(x, p));
    case MERIDIAN_SQUARE: EACH(x * x);
    case MERIDIAN_ABSOLUTE: EACH(x < 0 ? -x : x);
    case MERIDIAN_SHIFT: EACH(x + p);
    case MERIDIAN_SCALE: EACH(x * p);
    case MERIDIAN_RECIPROCAL: EACH(p / x);
    case MERIDIAN_SINE:
      if (!NAME(are_small)(n, px)) {
        EACH(F(far_sin)(x));
      }
      EACH(F(sin)(x));
    case MERIDIAN_COSINE:
      if (!NAME(are_small)(n, px)) {
        EACH(F(far_cos)(x));
      }
      EACH(F(cos)(x));
    case MERIDIAN_LOG1P: EACH(F(log1p)(x));
    case MERIDIAN_EXPM1: EACH(F(expm1_of_all)(x));
    case MERIDIAN_RSQRT: EACH(1 / F(sqrt)(x));
    case MERIDIAN_AT_LEAST: EACH(x < p ? p : x);
    case MERIDIAN_AT_MOST: EACH(x > p ? p : x);
  }
}
#undef EACH

#define EACH_SLOPE(slope) \
  if (gyStep) \
    for (size_t i = 0; i < n; i++) { \
      const SCALAR x = px[i], y = py[i]; \
      (void)x, (void)y; \
      gx[i] = gy[i] * (slope); \
    } \
  else { \
    const SCALAR g = *gy; \
    for (size_t i = 0; i < n; i++) { \
      const SCALAR x = px[i], y = py[i]; \
      (void)x, (void)y; \
      gx[i] = g * (slope); \
    } \
  } \
  break

MERIDIAN_DISPATCHED
static void NAME(unary_pullback)(
    int function, size_t n, const SCALAR *px, const SCALAR *py, double parameter,
    const SCALAR *restrict gy, int gyStep, SCALAR *restrict gx) {
  const SCALAR p = (SCALAR)parameter;
  switch (function) {
    case MERIDIAN_NEGATE: EACH_SLOPE(-1);
    case MERIDIAN_EXP: EACH_SLOPE(y);
    case MERIDIAN_LOG: EACH_SLOPE(1 / x);
    case MERIDIAN_SQRT: EACH_SLOPE((SCALAR)0.5 / y);
    case MERIDIAN_TANH: EACH_SLOPE(1 - y * y);
    case MERIDIAN_SIGMOID: EACH_SLOPE(y * (1 - y));
    case MERIDIAN_RELU: EACH_SLOPE(y > 0 ? 1 : 0);
    case MERIDIAN_LEAKY_RELU: EACH_SLOPE(x > 0 ? 1 : p);
    case MERIDIAN_ELU: EACH_SLOPE(y > 0 ? 1 : y + p);
    case MERIDIAN_GELU: EACH_SLOPE(F(normal)(x) + x * F(density)(x));
    case MERIDIAN_SILU: EACH_SLOPE(y + F(sigmoid)(x) * (1 - y));
    case MERIDIAN_SOFTPLUS: EACH_SLOPE(F(sigmoid)(x));
    case MERIDIAN_POWER: EACH_SLOPE(p == 0 ? 0 : p * F(pow)(x, p - 1));
    case MERIDIAN_SQUARE: EACH_SLOPE(x + x);
    case MERIDIAN_ABSOLUTE: EACH_SLOPE((SCALAR)(x > 0) - (SCALAR)(x < 0));
    case MERIDIAN_SHIFT: EACH_SLOPE(1);
    case MERIDIAN_SCALE: EACH_SLOPE(p);
    case MERIDIAN_RECIPROCAL: EACH_SLOPE(-y / x);
    case MERIDIAN_SINE:
      if (!NAME(are_small)(n, px)) {
        EACH_SLOPE(F(far_cos)(x));
      }
      EACH_SLOPE(F(cos)(x));
    case MERIDIAN_COSINE:
      if (!NAME(are_small)(n, px)) {
        EACH_SLOPE(-F(far_sin)(x));
      }
      EACH_SLOPE(-F(sin)(x));
    case MERIDIAN_LOG1P: EACH_SLOPE(1 / (1 + x));
    case MERIDIAN_EXPM1: EACH_SLOPE(1 + y);
    case MERIDIAN_RSQRT: EACH_SLOPE((SCALAR)-0.5 * y * y * y);
    case MERIDIAN_AT_LEAST: EACH_SLOPE(x < p ? 0 : 1);
    case MERIDIAN_AT_MOST: EACH_SLOPE(x > p ? 0 : 1);
  }
}
#undef EACH_SLOPE

// The four patterns of steps are loops of their own: a known step vectorizes, a variable one does not.
#define EACH_PAIR(value) \
  for (size_t r = 0; r < rows; r++) { \
    const SCALAR *restrict ra = a + (ptrdiff_t)r * aRow, *restrict rb = b + (ptrdiff_t)r * bRow; \
    SCALAR *restrict ry = y + r * columns; \
    if (aColumn && bColumn) \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR p = ra[c], q = rb[c]; \
        ry[c] = (value); \
      } \
    else if (aColumn) { \
      const SCALAR q = *rb; \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR p = ra[c]; \
        ry[c] = (value); \
      } \
    } else if (bColumn) { \
      const SCALAR p = *ra; \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR q = rb[c]; \
        ry[c] = (value); \
      } \
    } else { \
      const SCALAR p = *ra, q = *rb, s = (value); \
      for (size_t c = 0; c < columns; c++) ry[c] = s; \
    } \
  } \
  break

MERIDIAN_DISPATCHED
static void NAME(binary)(
    int function, size_t rows, size_t columns, const SCALAR *a, ptrdiff_t aRow,
    ptrdiff_t aColumn, const SCALAR *b, ptrdiff_t bRow, ptrdiff_t bColumn, SCALAR *y) {
  switch (function) {
    case MERIDIAN_ADD: EACH_PAIR(p + q);
    case MERIDIAN_SUBTRACT: EACH_PAIR(p - q);
    case MERIDIAN_MULTIPLY: EACH_PAIR(p * q);
    case MERIDIAN_DIVIDE: EACH_PAIR(p / q);
    case MERIDIAN_MINIMUM: EACH_PAIR(((p < q) | (p != p)) ? p : q);
    case MERIDIAN_MAXIMUM: EACH_PAIR(((p > q) | (p != p)) ? p : q);
    case MERIDIAN_RAISE: EACH_PAIR(F(pow)(p, q));
    case MERIDIAN_SQUARED_DIFFERENCE: EACH_PAIR((p - q) * (p - q));
    case MERIDIAN_EXP_DIFFERENCE: EACH_PAIR(F(exp)(p - q));
    case MERIDIAN_SHARE_ABOVE: EACH_PAIR(p > q ? 1 : p == q ? (SCALAR)0.5 : 0);
    case MERIDIAN_LOG_OR_ZERO_PRODUCT: EACH_PAIR(q == 0 ? 0 : p * F(log)(q));
  }
}
#undef EACH_PAIR

MERIDIAN_DISPATCHED
static void NAME(axpy)(size_t n, double a, const SCALAR *restrict x, SCALAR *restrict y) {
  const SCALAR s = (SCALAR)a;
  for (size_t i = 0; i < n; i++) y[i] += s * x[i];
}

MERIDIAN_DISPATCHED
static void NAME(fill)(size_t n, double value, SCALAR *y) {
  const SCALAR s = (SCALAR)value;
  for (size_t i = 0; i < n; i++) y[i] = s;
}

// x − x is zero for finite x alone.
MERIDIAN_DISPATCHED
static int NAME(is_finite)(size_t n, const SCALAR *x) {
  int wrong = 0;
  for (size_t i = 0; i < n; i++) wrong |= (x[i] - x[i]) != 0;
  return !wrong;
}

MERIDIAN_DISPATCHED
static void NAME(momentum_step)(
    size_t n, SCALAR *restrict x, const SCALAR *restrict gradient, SCALAR *restrict velocity,
    double rate_, double momentum_, int nesterov, double decay_) {
  const SCALAR rate = (SCALAR)rate_, momentum = (SCALAR)momentum_, decay = (SCALAR)decay_;
  if (nesterov)
    for (size_t i = 0; i < n; i++) {
      SCALAR g = gradient[i] + decay * x[i];
      velocity[i] = momentum * velocity[i] + g;
      x[i] -= rate * (g + momentum * velocity[i]);
    }
  else
    for (size_t i = 0; i < n; i++) {
      velocity[i] = momentum * velocity[i] + (gradient[i] + decay * x[i]);
      x[i] -= rate * velocity[i];
    }
}

MERIDIAN_DISPATCHED
static void NAME(adam_step)(
    size_t n, SCALAR *restrict x, const SCALAR *restrict gradient, SCALAR *restrict first,
    SCALAR *restrict second, double rate_, double beta1_, double beta2_, double epsilon_,
    double decay_, double shrink_) {
  const SCALAR rate = (SCALAR)rate_, beta1 = (SCALAR)beta1_, beta2 = (SCALAR)beta2_;
  const SCALAR rest1 = (SCALAR)(1 - beta1_), rest2 = (SCALAR)(1 - beta2_);
  const SCALAR epsilon = (SCALAR)epsilon_, decay = (SCALAR)decay_, keep = (SCALAR)(1 - shrink_);
  for (size_t i = 0; i < n; i++) {
    SCALAR g = gradient[i] + decay * x[i];
    SCALAR m = beta1 * first[i] + rest1 * g, v = beta2 * second[i] + rest2 * (g * g);
    first[i] = m;
    second[i] = v;
    x[i] = keep * x[i] - rate * m / (F(sqrt)(v) + epsilon);
  }
}
