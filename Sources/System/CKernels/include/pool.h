#ifndef MERIDIAN_POOL_H
#define MERIDIAN_POOL_H

#include <stddef.h>

// A persistent pool of threads that spin for a moment after a job and then park.
// Every worker begins with a part of its own, the same of each job, and then helps the others: shards are claimed one at a
// time, so a worker that wakes late delays nobody.

// Calls body(context, index) once for every index below count (at most 2^31) and returns when all have returned.
// Runs inline when called from inside a job, when another thread holds the pool, or with one worker.
void meridian_pool_run(size_t count, void (*body)(void *context, size_t index), void *context);

// The threads a job runs on, the caller among them.
int meridian_pool_workers(void);

// Sets that number, from 1 to MERIDIAN_POOL_LIMIT; 0 means one for every processor this process may use.
void meridian_pool_use(int workers);

#define MERIDIAN_POOL_LIMIT 256

#endif
