#include "include/harmonics.h"

#include <string.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

// Rows that narrow products take at a time.
enum { NARROW_ROWS = 64 };

#define INLINE static inline __attribute__((always_inline))
// Where the rows of a grid's lines, of its transform's and of a spectrum begin.
typedef struct {
  size_t *alphas, *functions, *gammas, *gammaFunctions, *latitudes, *degrees;
} angle_places;

static angle_places placesOf(const meridian_angles *a, size_t *from) {
  const size_t columns = (size_t)a->columns, line = (size_t)a->gammas * columns;
  const size_t functions = (size_t)(2 * a->orders - 1), gammaFunctions = (size_t)(2 * a->gammaOrders - 1);
  angle_places p;
  p.alphas = from, from += a->alphas;
  p.functions = from, from += functions;
  p.gammas = from, from += a->gammas;
  p.gammaFunctions = from, from += gammaFunctions;
  p.latitudes = from, from += a->latitudes;
  p.degrees = from;
  for (size_t i = 0; i < (size_t)a->alphas; i++) p.alphas[i] = i * line;
  for (size_t i = 0; i < functions; i++) p.functions[i] = i * line;
  for (size_t i = 0; i < (size_t)a->gammas; i++) p.gammas[i] = i * columns;
  for (size_t i = 0; i < gammaFunctions; i++) p.gammaFunctions[i] = i * columns;
  for (size_t i = 0; i < (size_t)a->latitudes; i++) p.latitudes[i] = i * functions * gammaFunctions * columns;
  return p;
}

// The places of a spectrum's rows of orders μ and ν for degrees from the first on.
static void degreePlaces(const meridian_angles *a, int32_t first, int32_t mu, int32_t nu, size_t *places) {
  for (int32_t l = first; l < a->degrees; l++) {
    const int32_t row = a->gammas == 1 ? mu + l : (mu + l) * (2 * l + 1) + nu + l;
    places[l - first] = (size_t)(a->rows[l] + row) * (size_t)a->columns;
  }
}

// One of the four real functions of a pair of orders m and n: its orders −m or m and −n or n, and the two products of
// functions of α and γ that make it.
typedef struct {
  int32_t mu, nu;
  struct {
    int sineM, sineN, isPlus, sign;
  } terms[2];
} angle_part;

// With cc = cos mα cos nγ and so on:  V_cc = d⁺ cc − d⁻ ss,  V_ss = d⁻ cc − d⁺ ss,  V_cs = −d⁺ cs − d⁻ sc,
// V_sc = d⁺ sc + d⁻ cs.
static const angle_part angleParts[4] = {
    {1, 1, {{0, 0, 1, 1}, {1, 1, 0, -1}}},
    {-1, -1, {{0, 0, 0, 1}, {1, 1, 1, -1}}},
    {1, -1, {{0, 1, 1, -1}, {1, 0, 0, -1}}},
    {-1, 1, {{1, 0, 1, 1}, {0, 1, 0, 1}}},
};

#define TEMPLATE "harmonics_template.h"
#include "both_types.h"

static size_t placeCount(const meridian_angles *a) {
  return (size_t)(a->alphas + a->gammas + a->latitudes + a->degrees + 2 * (a->orders + a->gammaOrders));
}

static size_t numberCount(const meridian_angles *a) {
  const size_t functions = (size_t)(2 * a->orders - 1), gammaFunctions = (size_t)(2 * a->gammaOrders - 1);
  return functions * (size_t)a->columns *
         ((size_t)a->gammas + (size_t)a->latitudes * gammaFunctions);
}

// The places are of the width of two floats; a double has room for one.
size_t meridian_angles_scratch(const meridian_angles *a) { return numberCount(a) + 2 * placeCount(a) + 2; }

static size_t *placesIn(int type, const meridian_angles *a, void *scratch) {
  const size_t numbers = (numberCount(a) + 1) & ~(size_t)1;
  return (size_t *)((char *)scratch + numbers * (type == MERIDIAN_FLOAT32 ? sizeof(float) : sizeof(double)));
}

void meridian_angles_analyze(int type, const meridian_angles *a, const void *grid, void *spectrum, void *scratch) {
  size_t *places = placesIn(type, a, scratch);
  DISPATCH(angles_analyze, a, grid, spectrum, scratch, places);
}

void meridian_angles_synthesize(int type, const meridian_angles *a, const void *spectrum, void *grid, void *scratch) {
  size_t *places = placesIn(type, a, scratch);
  DISPATCH(angles_synthesize, a, spectrum, grid, scratch, places);
}
