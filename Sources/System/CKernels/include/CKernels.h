#ifndef MERIDIAN_CKERNELS_H
#define MERIDIAN_CKERNELS_H

// The hot loops of Meridian, in C so that one binary can pick the instruction set at run time.
#include "attention.h"
#include "blocks.h"
#include "classification.h"
#include "coarsening.h"
#include "csr.h"
#include "dropout.h"
#include "edges.h"
#include "elementwise.h"
#include "epilogue.h"
#include "graph_attention.h"
#include "images.h"
#include "instruction_set.h"
#include "lanes.h"
#include "kernels_base.h"
#include "losses.h"
#include "movement.h"
#include "large_memory.h"
#include "norms.h"
#include "pool.h"
#include "recurrent.h"
#include "reductions.h"
#include "segments.h"
#include "sparse.h"
#include "supernodal.h"
#include "tiles.h"

#endif
