// Included once for each element type, with SCALAR, NAME and F set.

MERIDIAN_DISPATCHED
static void NAME(class_loss)(
    size_t rows, size_t columns, const SCALAR *restrict px, const int32_t *restrict labels,
    const SCALAR *restrict targets, const SCALAR *restrict weights, double smoothing,
    SCALAR *restrict losses, SCALAR *restrict shares, SCALAR *restrict logarithms) {
#pragma clang fp reassociate(on)
  const SCALAR kept = (SCALAR)(1 - smoothing), spread = (SCALAR)(smoothing / (double)columns);
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *restrict x = px + r * columns;
    SCALAR top = x[0], sum = 0, loss = 0, all = 0;
    for (size_t c = 1; c < columns; c++) top = x[c] > top ? x[c] : top;
    for (size_t c = 0; c < columns; c++) sum += F(exp)(x[c] - top);
    const SCALAR shift = F(log)(sum);
    logarithms[r] = top + shift;
    if (labels) {
      const int32_t label = labels[r];
      const SCALAR weight = label < 0 ? 0 : weights ? weights[label] : 1;
      shares[r] = weight;
      if (label >= 0) loss = kept * (weight * (shift - (x[label] - top)));
    } else {
      const SCALAR *restrict t = targets + r * columns;
      shares[r] = 1;
      if (weights)
        for (size_t c = 0; c < columns; c++) all += weights[c] * t[c] * (shift - (x[c] - top));
      else
        for (size_t c = 0; c < columns; c++) all += t[c] * (shift - (x[c] - top));
      loss = kept * all;
    }
    if (spread > 0 && (!labels || labels[r] >= 0)) {
      all = 0;
      if (weights)
        for (size_t c = 0; c < columns; c++) all += weights[c] * (shift - (x[c] - top));
      else
        for (size_t c = 0; c < columns; c++) all += shift - (x[c] - top);
      loss += spread * all;
    }
    losses[r] = loss;
  }
}

MERIDIAN_DISPATCHED
static void NAME(class_loss_pullback)(
    size_t rows, size_t columns, const SCALAR *restrict px, const int32_t *restrict labels,
    const SCALAR *restrict targets, const SCALAR *restrict weights, double smoothing,
    const SCALAR *restrict logarithms, double scale_, SCALAR *restrict pgx) {
#pragma clang fp reassociate(on)
  const SCALAR kept = (SCALAR)(1 - smoothing), spread = (SCALAR)(smoothing / (double)columns);
  const SCALAR scale = (SCALAR)scale_;
  SCALAR all = 0;
  if (weights)
    for (size_t c = 0; c < columns; c++) all += weights[c];
  else all = (SCALAR)columns;
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *restrict x = px + r * columns;
    SCALAR *restrict gx = pgx + r * columns;
    if (labels && labels[r] < 0) {
      for (size_t c = 0; c < columns; c++) gx[c] = 0;
      continue;
    }
    SCALAR total = spread * all;
    if (labels) {
      total += kept * (weights ? weights[labels[r]] : 1);
    } else {
      const SCALAR *restrict t = targets + r * columns;
      SCALAR sum = 0;
      if (weights)
        for (size_t c = 0; c < columns; c++) sum += weights[c] * t[c];
      else
        for (size_t c = 0; c < columns; c++) sum += t[c];
      total += kept * sum;
    }
    const SCALAR share = scale * total, logarithm = logarithms[r];
    for (size_t c = 0; c < columns; c++) gx[c] = share * F(exp)(x[c] - logarithm);
    if (spread > 0) {
      if (weights)
        for (size_t c = 0; c < columns; c++) gx[c] -= scale * spread * weights[c];
      else
        for (size_t c = 0; c < columns; c++) gx[c] -= scale * spread;
    }
    if (labels) {
      gx[labels[r]] -= scale * kept * (weights ? weights[labels[r]] : 1);
    } else {
      const SCALAR *restrict t = targets + r * columns;
      if (weights)
        for (size_t c = 0; c < columns; c++) gx[c] -= scale * kept * (weights[c] * t[c]);
      else
        for (size_t c = 0; c < columns; c++) gx[c] -= scale * kept * t[c];
    }
  }
}
