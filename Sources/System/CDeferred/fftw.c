#include <fftw3.h>

#include "deferred.h"
#include "include/CDeferred.h"

static DEFERRED_LIBRARY(fftw, DEFERRED_FILE("fftw3", 3), NULL);
static DEFERRED_LIBRARY(fftwf, DEFERRED_FILE("fftw3f", 3), NULL);

DEFERRED(
    fftw, fftw_plan, fftw_plan_dft_2d,
    (int rows, int columns, fftw_complex *in, fftw_complex *out, int sign, unsigned flags),
    (rows, columns, in, out, sign, flags))
DEFERRED(
    fftw, void, fftw_execute_dft, (const fftw_plan plan, fftw_complex *in, fftw_complex *out), (plan, in, out))
DEFERRED(fftw, void, fftw_destroy_plan, (fftw_plan plan), (plan))

DEFERRED(
    fftw, fftw_plan, fftw_plan_guru64_dft,
    (int rank, const fftw_iodim64 *axes, int manyRank, const fftw_iodim64 *many, fftw_complex *in,
     fftw_complex *out, int sign, unsigned flags),
    (rank, axes, manyRank, many, in, out, sign, flags))
DEFERRED(
    fftw, fftw_plan, fftw_plan_guru64_dft_r2c,
    (int rank, const fftw_iodim64 *axes, int manyRank, const fftw_iodim64 *many, double *in, fftw_complex *out,
     unsigned flags),
    (rank, axes, manyRank, many, in, out, flags))
DEFERRED(
    fftw, fftw_plan, fftw_plan_guru64_dft_c2r,
    (int rank, const fftw_iodim64 *axes, int manyRank, const fftw_iodim64 *many, fftw_complex *in, double *out,
     unsigned flags),
    (rank, axes, manyRank, many, in, out, flags))
DEFERRED(fftw, void, fftw_execute_dft_r2c, (const fftw_plan plan, double *in, fftw_complex *out), (plan, in, out))
DEFERRED(fftw, void, fftw_execute_dft_c2r, (const fftw_plan plan, fftw_complex *in, double *out), (plan, in, out))

DEFERRED(
    fftwf, fftwf_plan, fftwf_plan_guru64_dft,
    (int rank, const fftwf_iodim64 *axes, int manyRank, const fftwf_iodim64 *many, fftwf_complex *in,
     fftwf_complex *out, int sign, unsigned flags),
    (rank, axes, manyRank, many, in, out, sign, flags))
DEFERRED(
    fftwf, fftwf_plan, fftwf_plan_guru64_dft_r2c,
    (int rank, const fftwf_iodim64 *axes, int manyRank, const fftwf_iodim64 *many, float *in, fftwf_complex *out,
     unsigned flags),
    (rank, axes, manyRank, many, in, out, flags))
DEFERRED(
    fftwf, fftwf_plan, fftwf_plan_guru64_dft_c2r,
    (int rank, const fftwf_iodim64 *axes, int manyRank, const fftwf_iodim64 *many, fftwf_complex *in, float *out,
     unsigned flags),
    (rank, axes, manyRank, many, in, out, flags))
DEFERRED(
    fftwf, void, fftwf_execute_dft, (const fftwf_plan plan, fftwf_complex *in, fftwf_complex *out), (plan, in, out))
DEFERRED(fftwf, void, fftwf_execute_dft_r2c, (const fftwf_plan plan, float *in, fftwf_complex *out), (plan, in, out))
DEFERRED(fftwf, void, fftwf_execute_dft_c2r, (const fftwf_plan plan, fftwf_complex *in, float *out), (plan, in, out))
DEFERRED(fftwf, void, fftwf_destroy_plan, (fftwf_plan plan), (plan))

const char *meridian_fftw_version(void) { return deferred_function(&fftw, "fftw_version"); }
