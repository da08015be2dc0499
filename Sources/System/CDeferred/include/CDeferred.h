#ifndef MERIDIAN_DEFERRED_H
#define MERIDIAN_DEFERRED_H

// The C libraries of numerics, opened at the first call of one of their functions.
//
// Linked, these libraries and the twenty that they need take most of the time that a process takes to start, and
// OpenBLAS starts threads; most processes of a pipeline compute nothing. So this target defines each function that is
// called, with the prototype of the library's own header, and passes the call on. A function that is not listed here is
// an undefined symbol when the program is linked: add its line to the file of its library.
//
// Where a library is not installed, the first call says so on standard error and ends the process with 127, as the
// loader would have done at its start.

// The file that ARPACK was opened from, links followed, or NULL where the system does not tell; to be freed.
char *meridian_arpack_file(void);

// FFTW's name and version.
const char *meridian_fftw_version(void);

// Tells the OpenMP that oneDNN uses, if it uses one, that the calling thread works alone.
void meridian_single_openmp_thread(void);

#endif
