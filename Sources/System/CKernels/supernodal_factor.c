#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "include/kernels_base.h"
#include "include/pool.h"
#include "include/supernodal.h"

enum {
  // Rows of a packed strip, and columns of a panel.
  STRIP = 8,
  PANEL = 64,
  // A front with this many multiplications in a panel's update is shared out.
  SHARED = 1 << 20,
};

// What the parts of a factorization have in common.
struct factorization {
  const struct meridian_supernodes *nodes;
  const int32_t *offsets, *indices;
  const double *entries;
  int positive;
  double *values, *pivots;
  const int32_t *inverse;
  // Children as lists: the first of each supernode and the next of the same parent.
  const int32_t *firstChild, *nextSibling;
  double **updates;
  // For each task, and for what comes after them, the first column that failed.
  int64_t *failures;
};

// One front: `columns` of its `rows` rows are eliminated, the rest is passed on.
struct front {
  size_t rows, columns;
  double *block;   // rows × columns
  double *update;  // (rows − columns)²
  double *pivots;
  // The panel in work: columns [begin, end), and the rows from `end` in strips of L and of L D.
  size_t begin, end;
  double *lower, *scaled;
};

static size_t stripCount(const struct front *front) {
  return (front->rows - front->end + STRIP - 1) / STRIP;
}

// L D Lᵀ of the panel's own square.
MERIDIAN_DISPATCHED
static void factorSquare(const struct front *front) {
  size_t step = front->rows;
  for (size_t j = front->begin; j < front->end; j++) {
    double *column = front->block + j * step;
    double pivot = column[j];
    front->pivots[j] = pivot;
    for (size_t c = j + 1; c < front->end; c++) {
      double factor = column[c] / pivot;
      double *target = front->block + c * step;
      for (size_t i = c; i < front->end; i++) target[i] -= factor * column[i];
    }
    for (size_t i = j + 1; i < front->end; i++) column[i] /= pivot;
    column[j] = 1;
  }
}

// The rows of one strip below the panel's square: W = A L⁻ᵀ and W D⁻¹, packed, the latter also in place.
MERIDIAN_DISPATCHED
static void solveStrip(const struct front *front, size_t strip) {
  size_t step = front->rows, width = front->end - front->begin;
  size_t row = front->end + strip * STRIP;
  size_t count = front->rows - row < STRIP ? front->rows - row : STRIP;
  meridian_vector *scaled = (meridian_vector *)(front->scaled + strip * STRIP * width);
  meridian_vector *lower = (meridian_vector *)(front->lower + strip * STRIP * width);
  for (size_t j = 0; j < width; j++) {
    double *column = front->block + (front->begin + j) * step;
    meridian_vector sum = {0};
    memcpy(&sum, column + row, count * sizeof *column);
    const double *factors = front->block + front->begin * step + front->begin + j;
    for (size_t t = 0; t < j; t++) sum -= factors[t * step] * scaled[t];
    scaled[j] = sum;
    lower[j] = sum / front->pivots[front->begin + j];
    memcpy(column + row, lower + j, count * sizeof *column);
  }
}

// Takes the panel's product out of the columns of one strip, on and below the diagonal.
MERIDIAN_DISPATCHED
static void updateStrip(const struct front *front, size_t strip) {
  size_t width = front->end - front->begin, strips = stripCount(front);
  size_t rest = front->rows - front->columns;
  const double *scaled = front->scaled + strip * STRIP * width;
  size_t first = front->end + strip * STRIP;
  size_t columns = front->rows - first < STRIP ? front->rows - first : STRIP;
  double *targets[STRIP];
  for (size_t column = 0; column < columns; column++) {
    size_t place = first + column;
    targets[column] = place < front->columns
                          ? front->block + place * front->rows + first
                          : front->update + (place - front->columns) * rest + first - front->columns;
  }
  for (size_t other = strip; other < strips; other++) {
    const meridian_vector *lower = (const meridian_vector *)(front->lower + other * STRIP * width);
    meridian_vector sums[STRIP] = {0};
    for (size_t j = 0; j < width; j++) {
      meridian_vector factor = lower[j];
      for (size_t column = 0; column < STRIP; column++) sums[column] += scaled[j * STRIP + column] * factor;
    }
    size_t row = (other - strip) * STRIP;
    size_t count = front->rows - first - row < STRIP ? front->rows - first - row : STRIP;
    for (size_t column = 0; column < columns; column++) {
      double *target = targets[column] + row;
      if (row > 0 && count == STRIP) {
        *(meridian_vector *)target -= sums[column];
      } else {
        for (size_t lane = row > 0 ? 0 : column; lane < count; lane++) target[lane] -= sums[column][lane];
      }
    }
  }
}

static void solveStripOnPool(void *context, size_t index) { solveStrip(context, index); }
static void updateStripOnPool(void *context, size_t index) { updateStrip(context, index); }

// Eliminates the front's columns; returns the first that failed, or −1.
static int64_t eliminate(struct front *front, const double *noise, int positive) {
  for (front->begin = 0; front->begin < front->columns; front->begin = front->end) {
    front->end = front->begin + PANEL < front->columns ? front->begin + PANEL : front->columns;
    factorSquare(front);
    for (size_t j = front->begin; j < front->end; j++) {
      double pivot = positive ? front->pivots[j] : fabs(front->pivots[j]);
      if (!(pivot > noise[j])) return (int64_t)j;
    }
    size_t strips = stripCount(front), rows = front->rows - front->end;
    if (rows * rows / 2 * (front->end - front->begin) >= SHARED) {
      meridian_pool_run(strips, solveStripOnPool, front);
      meridian_pool_run(strips, updateStripOnPool, front);
    } else {
      for (size_t strip = 0; strip < strips; strip++) solveStrip(front, strip);
      for (size_t strip = 0; strip < strips; strip++) updateStrip(front, strip);
    }
  }
  return -1;
}

// Adds a child's update to its parent's front.
MERIDIAN_DISPATCHED
static void addUpdate(
    const struct front *front, const int32_t *places, size_t count, const double *update) {
  size_t rest = front->rows - front->columns;
  for (size_t column = 0; column < count; column++) {
    size_t place = (size_t)places[column];
    double *target = place < front->columns
                         ? front->block + place * front->rows
                         : front->update + (place - front->columns) * rest - front->columns;
    const double *source = update + column * count;
    for (size_t row = column; row < count; row++) target[places[row]] += source[row];
  }
}

// Memory that the fronts of one task share.
struct workspace {
  // Where a row of the matrix lies in the front; set for the front in work alone.
  int32_t *places;
  int32_t *childPlaces;
  double *noise, *lower, *scaled;
};

static int64_t factorNode(const struct factorization *all, int32_t node, struct workspace *work) {
  const struct meridian_supernodes *nodes = all->nodes;
  const int32_t *rows = nodes->rowIndices + nodes->rowStarts[node];
  int32_t first = nodes->columns[node];
  struct front front = {
      .rows = (size_t)(nodes->rowStarts[node + 1] - nodes->rowStarts[node]),
      .columns = (size_t)(nodes->columns[node + 1] - first),
      .block = all->values + nodes->valueStarts[node],
      .pivots = all->pivots + first,
      .lower = work->lower,
      .scaled = work->scaled,
  };
  size_t rest = front.rows - front.columns;
  memset(front.block, 0, front.rows * front.columns * sizeof(double));
  if (rest > 0) {
    front.update = calloc(rest * rest, sizeof(double));
    if (!front.update) return -2;
  }
  all->updates[node] = front.update;
  for (size_t i = 0; i < front.rows; i++) work->places[rows[i]] = (int32_t)i;
  for (size_t j = 0; j < front.columns; j++) {
    int32_t row = nodes->permutation[first + (int32_t)j];
    work->noise[j] = 0;
    for (int32_t entry = all->offsets[row]; entry < all->offsets[row + 1]; entry++) {
      int32_t place = all->inverse[all->indices[entry]];
      if (place < first + (int32_t)j) continue;
      front.block[j * front.rows + (size_t)work->places[place]] += all->entries[entry];
      if (place == first + (int32_t)j) work->noise[j] = 8 * DBL_EPSILON * fabs(all->entries[entry]);
    }
  }
  for (int32_t child = all->firstChild[node]; child >= 0; child = all->nextSibling[child]) {
    int64_t begin = nodes->rowStarts[child] + nodes->columns[child + 1] - nodes->columns[child];
    size_t count = (size_t)(nodes->rowStarts[child + 1] - begin);
    for (size_t i = 0; i < count; i++)
      work->childPlaces[i] = work->places[nodes->rowIndices[begin + (int64_t)i]];
    addUpdate(&front, work->childPlaces, count, all->updates[child]);
    free(all->updates[child]);
    all->updates[child] = NULL;
  }
  int64_t failed = eliminate(&front, work->noise, all->positive);
  return failed < 0 ? -1 : first + failed;
}

// Runs one list of supernodes and writes its failure.
static void factorTask(void *context, size_t task) {
  const struct factorization *all = context;
  const struct meridian_supernodes *nodes = all->nodes;
  size_t longest = 1, widest = 1;
  for (int32_t place = nodes->taskStarts[task]; place < nodes->taskStarts[task + 1]; place++) {
    int32_t node = nodes->order[place];
    size_t rows = (size_t)(nodes->rowStarts[node + 1] - nodes->rowStarts[node]);
    size_t columns = (size_t)(nodes->columns[node + 1] - nodes->columns[node]);
    if (rows > longest) longest = rows;
    if (columns > widest) widest = columns;
  }
  size_t panel = widest < PANEL ? widest : PANEL;
  size_t packed = (longest + STRIP) * panel;
  struct workspace work = {
      .places = malloc((size_t)nodes->rows * sizeof(int32_t)),
      .childPlaces = malloc(longest * sizeof(int32_t)),
      .noise = malloc(widest * sizeof(double)),
      .lower = malloc(packed * sizeof(double)),
      .scaled = malloc(packed * sizeof(double)),
  };
  int64_t failure = -1;
  if (!work.places || !work.childPlaces || !work.noise || !work.lower || !work.scaled) failure = -2;
  for (int32_t place = nodes->taskStarts[task]; failure == -1 && place < nodes->taskStarts[task + 1];
       place++)
    failure = factorNode(all, nodes->order[place], &work);
  free(work.places);
  free(work.childPlaces);
  free(work.noise);
  free(work.lower);
  free(work.scaled);
  all->failures[task] = failure;
}

static int64_t factorAll(struct factorization *all) {
  const struct meridian_supernodes *nodes = all->nodes;
  size_t tasks = (size_t)nodes->taskCount;
  meridian_pool_run(tasks, factorTask, all);
  int64_t first = -1;
  for (size_t task = 0; task < tasks; task++) {
    int64_t failure = all->failures[task];
    if (failure == -2) return -2;
    if (failure >= 0 && (first < 0 || failure < first)) first = failure;
  }
  if (first >= 0) return first;
  factorTask(all, tasks);
  return all->failures[tasks];
}

int64_t meridian_supernodal_factor(
    const struct meridian_supernodes *nodes, const int32_t *offsets, const int32_t *indices,
    const double *entries, int positive, double *values, double *pivots) {
  size_t count = (size_t)nodes->count, rows = (size_t)nodes->rows;
  int32_t *inverse = malloc((rows + 1) * sizeof *inverse);
  int32_t *firstChild = malloc((count + 1) * sizeof *firstChild);
  int32_t *nextSibling = malloc((count + 1) * sizeof *nextSibling);
  double **updates = calloc(count + 1, sizeof *updates);
  int64_t *failures = calloc((size_t)nodes->taskCount + 1, sizeof *failures);
  int64_t failure = -2;
  if (inverse && firstChild && nextSibling && updates && failures) {
    for (size_t row = 0; row < rows; row++) inverse[nodes->permutation[row]] = (int32_t)row;
    for (size_t node = 0; node < count; node++) firstChild[node] = -1;
    for (size_t node = count; node-- > 0;) {
      int32_t parent = nodes->parents[node];
      nextSibling[node] = parent < 0 ? -1 : firstChild[parent];
      if (parent >= 0) firstChild[parent] = (int32_t)node;
    }
    struct factorization all = {
        nodes, offsets, indices, entries, positive, values, pivots, inverse,
        firstChild, nextSibling, updates, failures};
    failure = factorAll(&all);
    for (size_t node = 0; node < count; node++) free(updates[node]);
  }
  free(inverse);
  free(firstChild);
  free(nextSibling);
  free(updates);
  free(failures);
  return failure;
}
