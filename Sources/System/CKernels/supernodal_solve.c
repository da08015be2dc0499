#include <stdlib.h>
#include <string.h>

#include "include/kernels_base.h"
#include "include/pool.h"
#include "include/supernodal.h"

// One supernode with the parts of x it reads and writes.
struct node {
  size_t rows, columns;
  const double *block;
  const double *pivots;
  const int32_t *indices;
  double *own;
};

static struct node nodeAt(
    const struct meridian_supernodes *nodes, const double *values, const double *pivots, int32_t index,
    int lanes, double *x) {
  int32_t first = nodes->columns[index];
  return (struct node){
      .rows = (size_t)(nodes->rowStarts[index + 1] - nodes->rowStarts[index]),
      .columns = (size_t)(nodes->columns[index + 1] - first),
      .block = values + nodes->valueStarts[index],
      .pivots = pivots + first,
      .indices = nodes->solveIndices + nodes->rowStarts[index],
      .own = x + (size_t)first * (size_t)lanes,
  };
}

// Forward, a supernode's own columns are solved and then taken out of the rows below, [begin, end) at a time;
// backward, the rows below are taken out of the columns (into `target`), and these are solved.

// Rows that are gathered at a time when there is one right-hand side, and sums kept at a time.
enum { ROWS = 256, SUMS = 8 };

MERIDIAN_DISPATCHED
static void solveForward1(const struct node *node) {
  double *own = node->own;
  for (size_t j = 0; j < node->columns; j++) {
    const double *column = node->block + j * node->rows;
    double solved = own[j];
    for (size_t i = j + 1; i < node->columns; i++) own[i] -= column[i] * solved;
  }
}

MERIDIAN_DISPATCHED
static void takeOutForward1(const struct node *node, size_t first, size_t end, double *x) {
  size_t rows = node->rows, columns = node->columns;
  const double *own = node->own;
  for (size_t begin = first; begin < end; begin += ROWS) {
    size_t count = end - begin < ROWS ? end - begin : ROWS;
    double sums[ROWS];
    for (size_t i = 0; i < count; i++) sums[i] = 0;
    size_t j = 0;
    for (; j + 4 <= columns; j += 4) {
      const double *column = node->block + j * rows + begin;
      double a = own[j], b = own[j + 1], c = own[j + 2], d = own[j + 3];
      for (size_t i = 0; i < count; i++)
        sums[i] += (column[i] * a + column[rows + i] * b)
                   + (column[2 * rows + i] * c + column[3 * rows + i] * d);
    }
    for (; j < columns; j++) {
      const double *column = node->block + j * rows + begin;
      for (size_t i = 0; i < count; i++) sums[i] += column[i] * own[j];
    }
    for (size_t i = 0; i < count; i++) x[node->indices[begin + i]] -= sums[i];
  }
}

MERIDIAN_DISPATCHED
static void takeOutBackward1(
    const struct node *node, size_t first, size_t end, const double *x, double *target) {
  size_t rows = node->rows, columns = node->columns;
  for (size_t begin = first; begin < end; begin += ROWS) {
    size_t count = end - begin < ROWS ? end - begin : ROWS;
    double gathered[ROWS];
    for (size_t i = 0; i < count; i++) gathered[i] = x[node->indices[begin + i]];
    for (size_t j = 0; j < columns; j++) {
      const double *column = node->block + j * rows + begin;
      meridian_vector sums = {0};
      size_t i = 0;
      for (; i + SUMS <= count; i += SUMS)
        sums += *(const meridian_vector *)(column + i) * *(const meridian_vector *)(gathered + i);
      double sum = 0;
      for (; i < count; i++) sum += column[i] * gathered[i];
      for (size_t lane = 0; lane < SUMS; lane++) sum += sums[lane];
      target[j] -= sum;
    }
  }
}

MERIDIAN_DISPATCHED
static void solveBackward1(const struct node *node) {
  double *own = node->own;
  for (size_t j = node->columns; j-- > 0;) {
    const double *column = node->block + j * node->rows;
    double solved = own[j];
    for (size_t i = j + 1; i < node->columns; i++) solved -= column[i] * own[i];
    own[j] = solved;
  }
}

// Several right-hand sides, in one or two vectors: tiles of four rows or columns of the block stay in registers.
#define EACH_VECTOR for (size_t v = 0; v < VECTORS; v++)

#define VECTORS 2
#define NAME(function) function##16
#include "supernodal_solve_template.h"

#define VECTORS 1
#define NAME(function) function##8
#include "supernodal_solve_template.h"

static void solveForward(const struct node *node, int lanes) {
  if (lanes == 1) solveForward1(node);
  else if (lanes == 8) solveForward8(node);
  else solveForward16(node);
}

static void takeOutForward(const struct node *node, int lanes, size_t begin, size_t end, double *x) {
  if (lanes == 1) takeOutForward1(node, begin, end, x);
  else if (lanes == 8) takeOutForward8(node, begin, end, x);
  else takeOutForward16(node, begin, end, x);
}

static void takeOutBackward(
    const struct node *node, int lanes, size_t begin, size_t end, const double *x, double *target) {
  if (lanes == 1) takeOutBackward1(node, begin, end, x, target);
  else if (lanes == 8) takeOutBackward8(node, begin, end, x, target);
  else takeOutBackward16(node, begin, end, x, target);
}

static void solveBackward(const struct node *node, int lanes) {
  if (lanes == 1) solveBackward1(node);
  else if (lanes == 8) solveBackward8(node);
  else solveBackward16(node);
}

// The rows below a large supernode, shared out in pieces.
enum { SHARED_ENTRIES = 1 << 16, PIECE_ROWS = 128 };

struct pieces {
  const struct node *node;
  int lanes;
  double *x;
  // Backward, what each piece takes out of the columns.
  double *partial;
};

static size_t pieceCount(const struct node *node) {
  size_t below = node->rows - node->columns;
  if (below * node->columns < SHARED_ENTRIES) return 1;
  return (below + PIECE_ROWS - 1) / PIECE_ROWS;
}

static size_t pieceEnd(const struct node *node, size_t index) {
  size_t end = node->columns + (index + 1) * PIECE_ROWS;
  return end < node->rows ? end : node->rows;
}

static void forwardPiece(void *context, size_t index) {
  const struct pieces *all = context;
  takeOutForward(
      all->node, all->lanes, all->node->columns + index * PIECE_ROWS, pieceEnd(all->node, index), all->x);
}

static void backwardPiece(void *context, size_t index) {
  const struct pieces *all = context;
  takeOutBackward(
      all->node, all->lanes, all->node->columns + index * PIECE_ROWS, pieceEnd(all->node, index), all->x,
      all->partial + index * all->node->columns * (size_t)all->lanes);
}

// Whether nothing has reached a supernode's columns: with few entries on the right, most are passed over, and the
// factor's blocks there need not be read.
static int isUntouched(const struct node *node, int lanes) {
  size_t size = node->columns * (size_t)lanes;
  for (size_t entry = 0; entry < size; entry++)
    if (node->own[entry] != 0) return 0;
  return 1;
}

static void forward(const struct node *node, int lanes, double *x) {
  if (isUntouched(node, lanes)) return;
  solveForward(node, lanes);
  size_t count = pieceCount(node);
  if (count == 1) {
    takeOutForward(node, lanes, node->columns, node->rows, x);
  } else {
    struct pieces all = {node, lanes, x, NULL};
    meridian_pool_run(count, forwardPiece, &all);
  }
}

static void backward(const struct node *node, int lanes, double *x) {
  size_t width = (size_t)lanes;
  for (size_t j = 0; j < node->columns; j++)
    for (size_t lane = 0; lane < width; lane++) node->own[j * width + lane] /= node->pivots[j];
  size_t count = pieceCount(node), size = node->columns * width;
  double *partial = count == 1 ? NULL : calloc(count * size, sizeof *partial);
  if (partial) {
    struct pieces all = {node, lanes, x, partial};
    meridian_pool_run(count, backwardPiece, &all);
    for (size_t piece = 0; piece < count; piece++)
      for (size_t entry = 0; entry < size; entry++) node->own[entry] += partial[piece * size + entry];
    free(partial);
  } else {
    takeOutBackward(node, lanes, node->columns, node->rows, x, node->own);
  }
  solveBackward(node, lanes);
}

struct solve {
  const struct meridian_supernodes *nodes;
  const double *values, *pivots;
  int lanes;
  double *x;
};

static void forwardTask(void *context, size_t task) {
  const struct solve *solve = context;
  const struct meridian_supernodes *nodes = solve->nodes;
  for (int32_t place = nodes->taskStarts[task]; place < nodes->taskStarts[task + 1]; place++) {
    struct node node =
        nodeAt(nodes, solve->values, solve->pivots, nodes->order[place], solve->lanes, solve->x);
    forward(&node, solve->lanes, solve->x);
  }
}

static void backwardTask(void *context, size_t task) {
  const struct solve *solve = context;
  const struct meridian_supernodes *nodes = solve->nodes;
  for (int32_t place = nodes->taskStarts[task + 1]; place-- > nodes->taskStarts[task];) {
    struct node node =
        nodeAt(nodes, solve->values, solve->pivots, nodes->order[place], solve->lanes, solve->x);
    backward(&node, solve->lanes, solve->x);
  }
}

// Adds what subtrees left for rows outside of them, or (back) gives them what was solved there.
static void exchange(const struct solve *solve, int back) {
  const struct meridian_supernodes *nodes = solve->nodes;
  size_t lanes = (size_t)solve->lanes;
  for (int32_t tree = 0; tree < nodes->subtreeCount; tree++) {
    int32_t root = nodes->subtreeRoots[tree];
    const int32_t *rows =
        nodes->rowIndices + nodes->rowStarts[root] + nodes->columns[root + 1] - nodes->columns[root];
    size_t count = (size_t)(nodes->rowIndices + nodes->rowStarts[root + 1] - rows);
    double *outside = solve->x + (size_t)nodes->subtreeStarts[tree] * lanes;
    for (size_t i = 0; i < count; i++)
      for (size_t lane = 0; lane < lanes; lane++) {
        double *inside = solve->x + (size_t)rows[i] * lanes + lane;
        if (back) outside[i * lanes + lane] = *inside;
        else *inside += outside[i * lanes + lane];
      }
  }
}

void meridian_supernodal_solve(
    const struct meridian_supernodes *nodes, const double *values, const double *pivots, int lanes, double *x) {
  struct solve solve = {nodes, values, pivots, lanes, x};
  size_t tasks = (size_t)nodes->taskCount;
  size_t outside = (size_t)(nodes->subtreeStarts[nodes->subtreeCount] - nodes->rows);
  memset(x + (size_t)nodes->rows * (size_t)lanes, 0, outside * (size_t)lanes * sizeof *x);
  meridian_pool_run(tasks, forwardTask, &solve);
  exchange(&solve, 0);
  forwardTask(&solve, tasks);
  backwardTask(&solve, tasks);
  exchange(&solve, 1);
  meridian_pool_run(tasks, backwardTask, &solve);
}
