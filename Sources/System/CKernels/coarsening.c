#include "coarsening.h"

#include "csr.h"

// How many visits ahead rows are fetched: their offsets twice as early as their entries.
enum { ahead = 8 };

void meridian_matching(
    size_t count, const int32_t *order, const int32_t *offsets, const int32_t *columns,
    const double *values, const double *inverses, int32_t *mates) {
  for (size_t visit = 0; visit < count; visit++) {
    if (visit + 2 * ahead < count) __builtin_prefetch(offsets + order[visit + 2 * ahead]);
    if (visit + ahead < count) {
      int32_t start = offsets[order[visit + ahead]];
      __builtin_prefetch(columns + start);
      __builtin_prefetch(values + start);
    }
    int32_t node = order[visit];
    if (mates[node] >= 0) continue;
    int32_t best = node;
    double heaviest = 0;
    for (int32_t slot = offsets[node]; slot < offsets[node + 1]; slot++) {
      int32_t other = columns[slot];
      double weight = values[slot];
      if (inverses) weight *= inverses[node] + inverses[other];
      // Without branches: which neighbours are free is anyone's guess.
      int better = (mates[other] < 0) & (other != node) & (weight > heaviest);
      heaviest = better ? weight : heaviest;
      best = better ? other : best;
    }
    mates[node] = best;
    mates[best] = node;
  }
}

static void sortRow(int32_t *keys, double *values, size_t count) {
  for (size_t index = 1; index < count; index++) {
    int32_t key = keys[index];
    double value = values[index];
    size_t place = index;
    for (; place > 0 && keys[place - 1] > key; place--) {
      keys[place] = keys[place - 1];
      values[place] = values[place - 1];
    }
    keys[place] = key;
    values[place] = value;
  }
}

void meridian_contract_upper(
    size_t begin, size_t end, const int32_t *starts, const int32_t *members,
    const int32_t *clusters, const int32_t *offsets, const int32_t *columns, const double *values,
    int diagonal, int32_t *mark, int32_t *scratchColumns, double *scratchValues, int32_t *ends,
    int32_t *outColumns, double *outValues) {
  int32_t filled = 0;
  for (size_t row = begin; row < end; row++) {
    int32_t first = filled;
    int32_t least = (int32_t)row + (diagonal ? 0 : 1);
    for (int32_t place = starts[row]; place < starts[row + 1]; place++) {
      int32_t node = members[place];
      for (int32_t slot = offsets[node]; slot < offsets[node + 1]; slot++) {
        int32_t column = clusters[columns[slot]];
        if (column < least) continue;
        int32_t known = mark[column];
        if (known >= first) {
          outValues[known] += values[slot];
        } else {
          mark[column] = filled;
          outColumns[filled] = column;
          outValues[filled++] = values[slot];
        }
      }
    }
    size_t count = (size_t)(filled - first);
    if (count <= 32) {
      sortRow(outColumns + first, outValues + first, count);
    } else {
      meridian_sort_indices(outColumns + first, count, scratchColumns);
      for (size_t index = 0; index < count; index++)
        scratchValues[index] = outValues[mark[outColumns[first + (int32_t)index]]];
      for (size_t index = 0; index < count; index++) outValues[first + (int32_t)index] = scratchValues[index];
    }
    ends[row - begin] = filled;
  }
}

void meridian_mirror_upper(
    size_t begin, size_t end, const int32_t *ends, const int32_t *upperColumns,
    const double *upperValues, int32_t *next, int32_t *columns, double *values) {
  int32_t slot = 0;
  for (size_t row = begin; row < end; row++) {
    int32_t place = next[row];
    for (; slot < ends[row - begin]; slot++) {
      int32_t column = upperColumns[slot];
      double value = upperValues[slot];
      columns[place] = column;
      values[place++] = value;
      if ((size_t)column != row) {
        int32_t mirror = next[column]++;
        columns[mirror] = (int32_t)row;
        values[mirror] = value;
      }
    }
  }
}

int64_t meridian_first_asymmetric_row(
    size_t rows, const int32_t *offsets, const int32_t *columns, const double *values,
    int32_t *next) {
  for (size_t row = 0; row < rows; row++) {
    // What stands left of the diagonal was met from the other side, or is missing there.
    int32_t slot = next[row];
    if (slot < offsets[row + 1] && columns[slot] < (int32_t)row) return (int64_t)row;
    for (; slot < offsets[row + 1]; slot++) {
      int32_t column = columns[slot];
      if (column == (int32_t)row) continue;
      int32_t mirror = next[column];
      if (mirror >= offsets[column + 1] || columns[mirror] != (int32_t)row || values[mirror] != values[slot])
        return (int64_t)row;
      next[column] = mirror + 1;
    }
  }
  return -1;
}
