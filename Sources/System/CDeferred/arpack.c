#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpack/arpack.h>
#include <dlfcn.h>
#include <stdlib.h>

#include "deferred.h"
#include "include/CDeferred.h"

static DEFERRED_LIBRARY(arpack, DEFERRED_FILE("arpack", 2), &deferred_openblas);

DEFERRED(
    arpack, void, dsaupd_c,
    (a_int * ido, char const *bmat, a_int n, char const *which, a_int nev, double tol, double *resid, a_int ncv,
     double *v, a_int ldv, a_int *iparam, a_int *ipntr, double *workd, double *workl, a_int lworkl, a_int *info),
    (ido, bmat, n, which, nev, tol, resid, ncv, v, ldv, iparam, ipntr, workd, workl, lworkl, info))
DEFERRED(
    arpack, void, dseupd_c,
    (a_int rvec, char const *howmny, a_int const *select, double *d, double *z, a_int ldz, double sigma,
     char const *bmat, a_int n, char const *which, a_int nev, double tol, double *resid, a_int ncv, double *v,
     a_int ldv, a_int *iparam, a_int *ipntr, double *workd, double *workl, a_int lworkl, a_int *info),
    (rvec, howmny, select, d, z, ldz, sigma, bmat, n, which, nev, tol, resid, ncv, v, ldv, iparam, ipntr, workd,
     workl, lworkl, info))

char *meridian_arpack_file(void) {
  Dl_info found;
  if (!dladdr(deferred_function(&arpack, "dsaupd_c"), &found) || !found.dli_fname) return NULL;
  return realpath(found.dli_fname, NULL);
}
