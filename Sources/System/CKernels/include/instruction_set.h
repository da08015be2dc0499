#ifndef MERIDIAN_INSTRUCTION_SET_H
#define MERIDIAN_INSTRUCTION_SET_H

// The name of the version that MERIDIAN_DISPATCHED functions run in on this processor.
const char *meridian_instruction_set(void);

// The mathematics library these kernels call, with its version.
const char *meridian_math_library(void);

#endif
