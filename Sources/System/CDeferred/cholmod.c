#include <suitesparse/cholmod.h>

#include "deferred.h"

static DEFERRED_LIBRARY(cholmod, DEFERRED_FILE("cholmod", CHOLMOD_MAIN_VERSION), &deferred_openblas);

DEFERRED(cholmod, int, cholmod_version, (int version[3]), (version))
DEFERRED(cholmod, int, cholmod_start, (cholmod_common * common), (common))
DEFERRED(cholmod, int, cholmod_finish, (cholmod_common * common), (common))
DEFERRED(cholmod, cholmod_factor *, cholmod_analyze, (cholmod_sparse * a, cholmod_common *common), (a, common))
DEFERRED(
    cholmod, int, cholmod_factorize, (cholmod_sparse * a, cholmod_factor *factor, cholmod_common *common),
    (a, factor, common))
DEFERRED(
    cholmod, int, cholmod_change_factor,
    (int type, int ll, int super, int packed, int monotonic, cholmod_factor *factor, cholmod_common *common),
    (type, ll, super, packed, monotonic, factor, common))
DEFERRED(cholmod, int, cholmod_free_factor, (cholmod_factor * *factor, cholmod_common *common), (factor, common))
