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

// Rows of x that are gathered at a time when there is one right-hand side.
enum { ROWS = 256, SUMS = 8 };

MERIDIAN_DISPATCHED
static void forward1(const struct node *node, double *x) {
  size_t rows = node->rows, columns = node->columns;
  double *own = node->own;
  for (size_t j = 0; j < columns; j++) {
    const double *column = node->block + j * rows;
    double solved = own[j];
    for (size_t i = j + 1; i < columns; i++) own[i] -= column[i] * solved;
  }
  for (size_t begin = columns; begin < rows; begin += ROWS) {
    size_t count = rows - begin < ROWS ? rows - begin : ROWS;
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
static void backward1(const struct node *node, double *x) {
  size_t rows = node->rows, columns = node->columns;
  double *own = node->own;
  for (size_t j = 0; j < columns; j++) own[j] /= node->pivots[j];
  for (size_t begin = columns; begin < rows; begin += ROWS) {
    size_t count = rows - begin < ROWS ? rows - begin : ROWS;
    double gathered[ROWS];
    for (size_t i = 0; i < count; i++) gathered[i] = x[node->indices[begin + i]];
    for (size_t j = 0; j < columns; j++) {
      const double *column = node->block + j * rows + begin;
      double sums[SUMS] = {0};
      size_t i = 0;
      for (; i + SUMS <= count; i += SUMS)
        for (size_t lane = 0; lane < SUMS; lane++) sums[lane] += column[i + lane] * gathered[i + lane];
      double sum = 0;
      for (; i < count; i++) sum += column[i] * gathered[i];
      for (size_t lane = 0; lane < SUMS; lane++) sum += sums[lane];
      own[j] -= sum;
    }
  }
  for (size_t j = columns; j-- > 0;) {
    const double *column = node->block + j * rows;
    double solved = own[j];
    for (size_t i = j + 1; i < columns; i++) solved -= column[i] * own[i];
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
    if (solve->lanes == 1) forward1(&node, solve->x);
    else if (solve->lanes == 8) forward8(&node, solve->x);
    else forward16(&node, solve->x);
  }
}

static void backwardTask(void *context, size_t task) {
  const struct solve *solve = context;
  const struct meridian_supernodes *nodes = solve->nodes;
  for (int32_t place = nodes->taskStarts[task + 1]; place-- > nodes->taskStarts[task];) {
    struct node node =
        nodeAt(nodes, solve->values, solve->pivots, nodes->order[place], solve->lanes, solve->x);
    if (solve->lanes == 1) backward1(&node, solve->x);
    else if (solve->lanes == 8) backward8(&node, solve->x);
    else backward16(&node, solve->x);
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
