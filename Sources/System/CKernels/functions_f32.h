#ifndef MERIDIAN_FUNCTIONS_F32_H
#define MERIDIAN_FUNCTIONS_F32_H

// Single-precision functions that vectorize: libm's do not. Coefficients are least-maximum fits
// of the stated remainders; each bound (units in the last place) is held by the kernels' tests.
#include <math.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

INLINE uint32_t f32_bits(float x) {
  uint32_t u;
  __builtin_memcpy(&u, &x, sizeof u);
  return u;
}

INLINE float f32_from_bits(uint32_t u) {
  float x;
  __builtin_memcpy(&x, &u, sizeof x);
  return x;
}

// A choice without a branch: both sides are computed, which keeps the loop vectorized.
INLINE float f32_select(int condition, float a, float b) {
  uint32_t mask = (uint32_t)-(condition != 0);
  return f32_from_bits((f32_bits(a) & mask) | (f32_bits(b) & ~mask));
}

// Adding 1.5 · 2^23 rounds to an integer, which then stands in the low bits.
#define F32_ROUNDER 12582912.0f

// (e^r − 1 − r) / r² on |r| ≤ ln 2 / 2
INLINE float f32_exp_tail(float r) {
  float p = 1.991642470e-04f;
  p = p * r + 1.394601114e-03f;
  p = p * r + 8.333268007e-03f;
  p = p * r + 4.166627012e-02f;
  p = p * r + 1.666666684e-01f;
  return p * r + 5.000000078e-01f;
}

// e^x within 2 units, gradual underflow and overflow included
INLINE float f32_exp(float x) {
  float c = x > 89.0f ? 89.0f : x;
  c = c < -104.0f ? -104.0f : c;
  float t = c * 1.44269504f + F32_ROUNDER;
  float n = t - F32_ROUNDER;
  float r = c - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float y = 1.0f + (r + r * r * f32_exp_tail(r));
  int32_t k = (int32_t)(f32_bits(t) - f32_bits(F32_ROUNDER));
  int32_t half = k >> 1;
  float first = f32_from_bits((uint32_t)(half + 127) << 23);
  float second = f32_from_bits((uint32_t)(k - half + 127) << 23);
  return y * first * second;
}

// e^x − 1 within 3 units for x ≤ 80
INLINE float f32_expm1(float x) {
  float c = x > 80.0f ? 80.0f : x;
  c = c < -30.0f ? -30.0f : c;
  float t = c * 1.44269504f + F32_ROUNDER;
  float n = t - F32_ROUNDER;
  float r = c - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float y = r + r * r * f32_exp_tail(r);
  float scale = f32_from_bits((f32_bits(t) - f32_bits(F32_ROUNDER) + 127u) << 23);
  return scale * y + (scale - 1.0f);
}

INLINE float f32_expm1_of_all(float x) {
  return f32_select(x > 80.0f, f32_exp(x), f32_expm1(x));
}

// ln x within 2 units; −∞ at 0, NaN below
INLINE float f32_log(float x) {
  int small = x < 1.17549435e-38f;
  float scaled = small ? x * 8388608.0f : x;
  int32_t offset = (int32_t)(f32_bits(scaled) - 0x3f3504f3u);
  int32_t exponent = offset >> 23;
  float f = f32_from_bits(f32_bits(scaled) - ((uint32_t)exponent << 23)) - 1.0f;
  float e = (float)(exponent - (small ? 23 : 0));
  float p = 6.915290494e-02f;
  p = p * f - 1.178976847e-01f;
  p = p * f + 1.187299038e-01f;
  p = p * f - 1.238435611e-01f;
  p = p * f + 1.421865715e-01f;
  p = p * f - 1.666925034e-01f;
  p = p * f + 2.000222665e-01f;
  p = p * f - 2.499998661e-01f;
  p = p * f + 3.333331044e-01f;
  float square = f * f;
  float y = f * square * p + e * -2.12194440e-4f;
  y = f + (y - 0.5f * square) + e * 0.693359375f;
  y = x == 0.0f ? -INFINITY : y;
  y = x == INFINITY ? x : y;
  return x >= 0.0f ? y : NAN;
}

// ln(1 + u) within 4 units; −∞ at −1, NaN below
INLINE float f32_log1p(float u) {
  float w = 1.0f + u;
  float d = w - 1.0f;
  return f32_select((d == 0.0f) | (u == INFINITY), u, f32_log(w) * (u / d));
}

// within 5 units
INLINE float f32_tanh(float x) {
  float a = x < 0.0f ? -x : x;
  a = a > 10.0f ? 10.0f : a;
  float e = f32_expm1(2.0f * a);
  float t = e / (e + 2.0f);
  return x < 0.0f ? -t : t;
}

INLINE float f32_sigmoid(float x) { return 1.0f / (1.0f + f32_exp(-x)); }

INLINE float f32_softplus(float x) {
  float a = x < 0.0f ? x : -x;
  return (x > 0.0f ? x : 0.0f) + f32_log1p(f32_exp(a)) + (x - x);
}

// The normal distribution function, within 2e-7 absolute
INLINE float f32_normal(float x) {
  float z = (x < 0.0f ? -x : x) * 0.707106781f;
  float s = z * z;
  float p = 7.889115065e-05f;
  p = p * s - 8.020839943e-04f;
  p = p * s + 5.189535189e-03f;
  p = p * s - 2.685444451e-02f;
  p = p * s + 1.128360017e-01f;
  p = p * s - 3.761262714e-01f;
  p = p * s + 1.128379166e+00f;
  float q = -2.090967627e-05f;
  q = q * z + 4.323043191e-04f;
  q = q * z - 4.160532979e-03f;
  q = q * z + 2.509151158e-02f;
  q = q * z - 1.082366408e-01f;
  q = q * z - 6.333866283e-01f;
  q = q * z - 1.129495168e+00f;
  q = q * z + 1.705536810e-04f;
  float upper = 0.5f * f32_select(z < 1.0f, 1.0f - z * p, f32_exp(q));
  return x < 0.0f ? upper : 1.0f - upper;
}

// Sine and cosine on |x| ≤ 1e6: the quadrant stands in the low bits of a rounded double, and its multiple of the
// first part of π/2, which has 33 bits, is exact.
#define F64_ROUNDER 6755399441055744.0

INLINE double f32_quadrant(float x, int64_t *quadrant) {
  double t = (double)x * 0.63661977236758134308 + F64_ROUNDER;
  double n = t - F64_ROUNDER;
  __builtin_memcpy(quadrant, &t, sizeof t);
  return ((double)x - n * 1.5707963267341256142) - n * 6.0771005065061922e-11;
}

INLINE float f32_circular(double r, int64_t quadrant) {
  double s = r * r;
  double sine = 1.0 / 362880;
  sine = sine * s - 1.0 / 5040;
  sine = sine * s + 1.0 / 120;
  sine = sine * s - 1.0 / 6;
  sine = r + r * s * sine;
  double cosine = -1.0 / 3628800;
  cosine = cosine * s + 1.0 / 40320;
  cosine = cosine * s - 1.0 / 720;
  cosine = cosine * s + 1.0 / 24;
  cosine = 1.0 + s * (cosine * s - 0.5);
  double y = quadrant & 1 ? cosine : sine;
  return (float)(quadrant & 2 ? -y : y);
}

// within 1 unit
INLINE float f32_sin(float x) {
  int64_t quadrant;
  double r = f32_quadrant(x, &quadrant);
  return f32_circular(r, quadrant);
}

INLINE float f32_cos(float x) {
  int64_t quadrant;
  double r = f32_quadrant(x, &quadrant);
  return f32_circular(r, quadrant + 1);
}

INLINE float f32_far_sin(float x) { return sinf(x); }
INLINE float f32_far_cos(float x) { return cosf(x); }

INLINE float f32_density(float x) { return 0.398942280f * f32_exp(-0.5f * x * x); }
// Not sqrtf, whose errno keeps a loop scalar.
INLINE float f32_sqrt(float x) { return __builtin_elementwise_sqrt(x); }
INLINE float f32_pow(float x, float p) { return powf(x, p); }

#endif
