#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#if defined(__linux__)
#include <sched.h>
#endif

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ __volatile__("yield")
#else
#define RELAX() ((void)0)
#endif

// A worker goes to sleep only when nothing has come for longer than a training step does between two loops, some 200 µs:
// to wake it costs more than many loops take.
enum { SPINS_OF_WORKER = 10000, SPINS_OF_CALLER = 4000 };

// Every worker has a part of a job's shards, so that from loop to loop it meets the rows that its own cache holds; who is done
// with it goes on with the parts of others.
//
// A part's ticket: generation << 32 | how many of its shards are claimed. An odd generation is an open job. Closing a job
// before its fields are overwritten makes a late claim fail: whoever claims a shard has read the fields of that very job.
static struct {
  _Alignas(64) _Atomic uint64_t ticket;
} parts[MERIDIAN_POOL_LIMIT];
static _Atomic uint32_t current;  // the generation of all parts that take part, once they have it
static _Atomic(void (*)(void *, size_t)) jobBody;
static _Atomic(void *) jobContext;
static _Atomic uint32_t jobCount;
static _Atomic int jobWorkers;
static _Atomic uint32_t finished;

static _Atomic int wanted;  // 0 until first asked
static _Atomic int parked;
static _Atomic int callerWaits;
static int started = 1;  // threads that exist, the caller counted; guarded by ownership

static pthread_mutex_t ownership = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t parking = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t jobOpened = PTHREAD_COND_INITIALIZER;
static pthread_cond_t jobDone = PTHREAD_COND_INITIALIZER;

static _Thread_local int inside;

static uint32_t generationOf(uint64_t value) { return (uint32_t)(value >> 32); }

// The first shard of a part, or one behind the last of the part before it.
static uint32_t bound(uint32_t count, int workers, int part) {
  return (uint32_t)((uint64_t)count * (uint64_t)part / (uint64_t)workers);
}

// Runs what is left of a part; gives back how many shards that was, and the job's number of shards if there was one.
static uint32_t runPart(uint32_t generation, int part, uint32_t *count) {
  uint32_t completed = 0;
  uint64_t now = atomic_load(&parts[part].ticket);
  while (generationOf(now) == generation) {
    void (*body)(void *, size_t) = atomic_load_explicit(&jobBody, memory_order_acquire);
    void *context = atomic_load_explicit(&jobContext, memory_order_acquire);
    uint32_t total = atomic_load_explicit(&jobCount, memory_order_acquire);
    int workers = atomic_load_explicit(&jobWorkers, memory_order_acquire);
    uint32_t shard = bound(total, workers, part) + (uint32_t)now;
    if (shard >= bound(total, workers, part + 1)) break;
    if (!atomic_compare_exchange_weak(&parts[part].ticket, &now, now + 1)) continue;
    body(context, shard);
    completed += 1;
    *count = total;
    now = atomic_load(&parts[part].ticket);
  }
  return completed;
}

static void claimShards(uint32_t generation, int number) {
  uint32_t completed = 0, count = 0;
  // Of a later job if this one is over, and then no part is left of it.
  int workers = atomic_load(&jobWorkers);
  for (int turn = 0; turn < workers; turn++)
    completed += runPart(generation, (number + turn) % workers, &count);
  if (completed == 0) return;
  // `count` belongs to this job: the job cannot end before its completed shards are added here.
  uint32_t before = atomic_fetch_add(&finished, completed);
  if (before + completed == count && atomic_load(&callerWaits)) {
    pthread_mutex_lock(&parking);
    pthread_cond_broadcast(&jobDone);
    pthread_mutex_unlock(&parking);
  }
}

static int hasUnseenJob(uint32_t seen, uint32_t *generation) {
  uint32_t now = atomic_load(&current);
  *generation = now;
  return now != seen && (now & 1);
}

static void *workerMain(void *argument) {
  int number = (int)(intptr_t)argument;
  uint32_t seen = 0, generation = 0;
  inside = 1;
  for (;;) {
    int found = 0;
    for (int spin = 0; spin < SPINS_OF_WORKER && !found; spin++) {
      found = hasUnseenJob(seen, &generation);
      if (!found) RELAX();
    }
    if (!found) {
      pthread_mutex_lock(&parking);
      atomic_fetch_add(&parked, 1);
      while (!hasUnseenJob(seen, &generation)) pthread_cond_wait(&jobOpened, &parking);
      atomic_fetch_sub(&parked, 1);
      pthread_mutex_unlock(&parking);
    }
    seen = generation;
    if (number < atomic_load(&jobWorkers)) claimShards(generation, number);
  }
  return NULL;
}

static int processors(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (int)count;
}

void meridian_pool_use(int workers) {
  if (workers <= 0) workers = processors();
  atomic_store(&wanted, workers > MERIDIAN_POOL_LIMIT ? MERIDIAN_POOL_LIMIT : workers);
}

int meridian_pool_workers(void) {
  if (atomic_load(&wanted) == 0) meridian_pool_use(0);
  return atomic_load(&wanted);
}

// Signals go to the program's own threads. A thread that cannot be started is done without.
static void startThreads(int workers) {
  if (started >= workers) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (started < workers) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, workerMain, (void *)(intptr_t)started) != 0) break;
    pthread_detach(thread);
    started += 1;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void awaitShards(uint32_t count) {
  for (int spin = 0; spin < SPINS_OF_CALLER; spin++) {
    if (atomic_load(&finished) == count) return;
    RELAX();
  }
  pthread_mutex_lock(&parking);
  atomic_store(&callerWaits, 1);
  while (atomic_load(&finished) != count) pthread_cond_wait(&jobDone, &parking);
  atomic_store(&callerWaits, 0);
  pthread_mutex_unlock(&parking);
}

// Opens or closes all parts.
static void give(uint32_t generation, int workers) {
  for (int part = 0; part < workers; part++) atomic_store(&parts[part].ticket, (uint64_t)generation << 32);
  atomic_store(&current, generation);
}

void meridian_pool_run(size_t count, void (*body)(void *context, size_t index), void *context) {
  int workers = meridian_pool_workers();
  if (inside || workers == 1 || count < 2 || pthread_mutex_trylock(&ownership) != 0) {
    for (size_t index = 0; index < count; index++) body(context, index);
    return;
  }
  startThreads(workers);
  atomic_store(&jobBody, body);
  atomic_store(&jobContext, context);
  atomic_store(&jobCount, (uint32_t)count);
  atomic_store(&jobWorkers, workers);
  atomic_store(&finished, 0);
  uint32_t generation = atomic_load(&current) + 1;
  give(generation, workers);
  if (atomic_load(&parked) > 0) {
    pthread_mutex_lock(&parking);
    pthread_cond_broadcast(&jobOpened);
    pthread_mutex_unlock(&parking);
  }
  inside = 1;
  claimShards(generation, 0);
  inside = 0;
  awaitShards((uint32_t)count);
  give(generation + 1, workers);
  pthread_mutex_unlock(&ownership);
}
