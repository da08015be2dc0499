#include <metis.h>

#include "deferred.h"

#if IDXTYPEWIDTH != 32
#error "METIS must be built with 32-bit indices, as distributions build it"
#endif

static DEFERRED_LIBRARY(metis, DEFERRED_FILE("metis", METIS_VER_MAJOR), NULL);

DEFERRED(metis, int, METIS_SetDefaultOptions, (idx_t * options), (options))
DEFERRED(
    metis, int, METIS_PartGraphKway,
    (idx_t * nvtxs, idx_t *ncon, idx_t *xadj, idx_t *adjncy, idx_t *vwgt, idx_t *vsize, idx_t *adjwgt, idx_t *nparts,
     real_t *tpwgts, real_t *ubvec, idx_t *options, idx_t *edgecut, idx_t *part),
    (nvtxs, ncon, xadj, adjncy, vwgt, vsize, adjwgt, nparts, tpwgts, ubvec, options, edgecut, part))
DEFERRED(
    metis, int, METIS_PartGraphRecursive,
    (idx_t * nvtxs, idx_t *ncon, idx_t *xadj, idx_t *adjncy, idx_t *vwgt, idx_t *vsize, idx_t *adjwgt, idx_t *nparts,
     real_t *tpwgts, real_t *ubvec, idx_t *options, idx_t *edgecut, idx_t *part),
    (nvtxs, ncon, xadj, adjncy, vwgt, vsize, adjwgt, nparts, tpwgts, ubvec, options, edgecut, part))
