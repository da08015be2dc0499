#include <cblas.h>
#include <lapacke.h>

#include "deferred.h"

DEFERRED_LIBRARY(deferred_openblas, DEFERRED_FILE("openblas", 0), NULL);
static DEFERRED_LIBRARY(lapacke, DEFERRED_FILE("lapacke", 3), &deferred_openblas);

typedef enum CBLAS_ORDER layout;
typedef enum CBLAS_TRANSPOSE transposition;

DEFERRED(deferred_openblas, void, openblas_set_num_threads, (int count), (count))
DEFERRED(deferred_openblas, char *, openblas_get_config, (void), ())
DEFERRED(deferred_openblas, char *, openblas_get_corename, (void), ())

DEFERRED(
    deferred_openblas, void, cblas_sgemm,
    (const layout order, const transposition transA, const transposition transB, const blasint m, const blasint n,
     const blasint k, const float alpha, const float *a, const blasint lda, const float *b, const blasint ldb,
     const float beta, float *c, const blasint ldc),
    (order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc))
DEFERRED(
    deferred_openblas, void, cblas_dgemm,
    (const layout order, const transposition transA, const transposition transB, const blasint m, const blasint n,
     const blasint k, const double alpha, const double *a, const blasint lda, const double *b, const blasint ldb,
     const double beta, double *c, const blasint ldc),
    (order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc))

DEFERRED(
    deferred_openblas, void, cblas_cgemm,
    (const layout order, const transposition transA, const transposition transB, const blasint m, const blasint n,
     const blasint k, const void *alpha, const void *a, const blasint lda, const void *b, const blasint ldb,
     const void *beta, void *c, const blasint ldc),
    (order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc))
DEFERRED(
    deferred_openblas, void, cblas_zgemm,
    (const layout order, const transposition transA, const transposition transB, const blasint m, const blasint n,
     const blasint k, const void *alpha, const void *a, const blasint lda, const void *b, const blasint ldb,
     const void *beta, void *c, const blasint ldc),
    (order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc))

DEFERRED(
    deferred_openblas, void, cblas_dtrsm,
    (const layout order, const enum CBLAS_SIDE side, const enum CBLAS_UPLO triangle, const transposition transA,
     const enum CBLAS_DIAG diagonal, const blasint m, const blasint n, const double alpha, const double *a,
     const blasint lda, double *b, const blasint ldb),
    (order, side, triangle, transA, diagonal, m, n, alpha, a, lda, b, ldb))

DEFERRED(
    lapacke, lapack_int, LAPACKE_dsyevd,
    (int order, char job, char triangle, lapack_int n, double *a, lapack_int lda, double *w),
    (order, job, triangle, n, a, lda, w))
DEFERRED(
    lapacke, lapack_int, LAPACKE_dsygvd,
    (int order, lapack_int type, char job, char triangle, lapack_int n, double *a, lapack_int lda, double *b,
     lapack_int ldb, double *w),
    (order, type, job, triangle, n, a, lda, b, ldb, w))
DEFERRED(
    lapacke, lapack_int, LAPACKE_dpotrf, (int order, char triangle, lapack_int n, double *a, lapack_int lda),
    (order, triangle, n, a, lda))
DEFERRED(
    lapacke, lapack_int, LAPACKE_dpotrs,
    (int order, char triangle, lapack_int n, lapack_int columns, const double *a, lapack_int lda, double *b,
     lapack_int ldb),
    (order, triangle, n, columns, a, lda, b, ldb))
