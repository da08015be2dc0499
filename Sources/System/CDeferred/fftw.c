#include <fftw3.h>

#include "deferred.h"
#include "include/CDeferred.h"

static DEFERRED_LIBRARY(fftw, DEFERRED_FILE("fftw3", 3), NULL);

DEFERRED(
    fftw, fftw_plan, fftw_plan_dft_2d,
    (int rows, int columns, fftw_complex *in, fftw_complex *out, int sign, unsigned flags),
    (rows, columns, in, out, sign, flags))
DEFERRED(
    fftw, void, fftw_execute_dft, (const fftw_plan plan, fftw_complex *in, fftw_complex *out), (plan, in, out))
DEFERRED(fftw, void, fftw_destroy_plan, (fftw_plan plan), (plan))

const char *meridian_fftw_version(void) { return deferred_function(&fftw, "fftw_version"); }
