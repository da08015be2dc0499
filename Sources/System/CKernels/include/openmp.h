#ifndef MERIDIAN_OPENMP_H
#define MERIDIAN_OPENMP_H

// Tells OpenMP, if the process has one, that the calling thread works alone: oneDNN asks it.
void meridian_single_openmp_thread(void);

#endif
