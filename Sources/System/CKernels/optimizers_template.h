// Included once for each element type, with SCALAR, NAME and F set.

MERIDIAN_DISPATCHED
static void NAME(gradient_step)(
    size_t n, SCALAR *restrict x, const SCALAR *restrict gradient, double rate_, double decay_) {
  const SCALAR rate = (SCALAR)rate_, decay = (SCALAR)decay_;
  for (size_t i = 0; i < n; i++) x[i] -= rate * (gradient[i] + decay * x[i]);
}

// What rounding leaves below zero of a variance counts as zero.
#define RMSPROP(scale, update) \
  for (size_t i = 0; i < n; i++) { \
    SCALAR g = gradient[i] + decay * x[i]; \
    SCALAR v = keep * square[i] + rest * (g * g); \
    square[i] = v; \
    scale; \
    SCALAR direction = g / (F(sqrt)(v < 0 ? 0 : v) + epsilon); \
    update; \
  }
#define CENTERED \
  SCALAR m = keep * mean[i] + rest * g; \
  mean[i] = m; \
  v -= m * m
#define PLAIN x[i] -= rate * direction
#define MOVING \
  velocity[i] = momentum * velocity[i] + direction; \
  x[i] -= rate * velocity[i]

MERIDIAN_DISPATCHED
static void NAME(rmsprop_step)(
    size_t n, SCALAR *restrict x, const SCALAR *restrict gradient, SCALAR *restrict square,
    SCALAR *restrict mean, SCALAR *restrict velocity, double rate_, double smoothing,
    double epsilon_, double momentum_, double decay_) {
  const SCALAR rate = (SCALAR)rate_, keep = (SCALAR)smoothing, rest = (SCALAR)(1 - smoothing);
  const SCALAR epsilon = (SCALAR)epsilon_, momentum = (SCALAR)momentum_, decay = (SCALAR)decay_;
  // Four loops: a branch in the loop would keep it from being vectorized.
  if (mean && velocity) RMSPROP(CENTERED, MOVING)
  else if (mean) RMSPROP(CENTERED, PLAIN)
  else if (velocity) RMSPROP(, MOVING)
  else RMSPROP(, PLAIN)
}
#undef RMSPROP
#undef CENTERED
#undef PLAIN
#undef MOVING

MERIDIAN_DISPATCHED
static void NAME(move_towards)(
    size_t n, double weight_, const SCALAR *restrict x, SCALAR *restrict y) {
  const SCALAR weight = (SCALAR)weight_;
  for (size_t i = 0; i < n; i++) y[i] += weight * (x[i] - y[i]);
}

MERIDIAN_DISPATCHED
static void NAME(along)(
    size_t n, const SCALAR *restrict x, double factor_, const SCALAR *restrict d,
    SCALAR *restrict y) {
  const SCALAR factor = (SCALAR)factor_;
  for (size_t i = 0; i < n; i++) y[i] = x[i] + factor * d[i];
}

MERIDIAN_DISPATCHED
static void NAME(clamp)(size_t n, double limit_, SCALAR *x) {
  const SCALAR limit = (SCALAR)limit_;
  for (size_t i = 0; i < n; i++) {
    SCALAR v = x[i] > limit ? limit : x[i];
    x[i] = v < -limit ? -limit : v;
  }
}

MERIDIAN_DISPATCHED
static double NAME(dot)(size_t n, const SCALAR *x, const SCALAR *y) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (size_t begin = 0; begin < n; begin += DOT_BLOCK) {
    size_t end = begin + DOT_BLOCK < n ? begin + DOT_BLOCK : n;
    double sum = 0;
    for (size_t i = begin; i < end; i++) sum += (double)x[i] * (double)y[i];
    total += sum;
  }
  return total;
}
