#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// The part of libcurl's binary interface that is used. It has not changed since soname 4 (2006), and
// new versions only add numbers.
enum {
  OPT_WRITEDATA = 10001,
  OPT_URL = 10002,
  OPT_ERRORBUFFER = 10010,
  OPT_USERAGENT = 10018,
  OPT_LOW_SPEED_LIMIT = 19,
  OPT_LOW_SPEED_TIME = 20,
  OPT_HTTPHEADER = 10023,
  OPT_HEADERDATA = 10029,
  OPT_NOPROGRESS = 43,
  OPT_NETRC = 51,
  OPT_XFERINFODATA = 10057,
  OPT_CAINFO = 10065,
  OPT_CONNECTTIMEOUT = 78,
  OPT_NOSIGNAL = 99,
  OPT_PROTOCOLS = 181,
  OPT_TCP_KEEPALIVE = 213,
  OPT_WRITEFUNCTION = 20011,
  OPT_HEADERFUNCTION = 20079,
  OPT_XFERINFOFUNCTION = 20219,
  INFO_RESPONSE_CODE = 0x200002,
  INFO_REDIRECT_URL = 0x10001F,
  GLOBAL_ALL = 3,
  NETRC_OPTIONAL = 1,
  PROTOCOLS_HTTP_AND_HTTPS = 3,
  ERROR_BYTES = 256,
};

struct library {
  int (*global_init)(long);
  void *(*easy_init)(void);
  int (*easy_setopt)(void *, int, ...);
  int (*easy_perform)(void *);
  int (*easy_getinfo)(void *, int, ...);
  void (*easy_cleanup)(void *);
  const char *(*easy_strerror)(int);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
};

static struct library curl;
static char problem[ERROR_BYTES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {
#ifdef __APPLE__
  "/usr/lib/libcurl.4.dylib",
#else
  "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4",
#endif
};

static void fail(const char *what) {
  snprintf(problem, sizeof problem, "%s", what);
}

static int resolve(void *handle, const char *name, void *function) {
  void *found = dlsym(handle, name);
  memcpy(function, &found, sizeof found);
  return found != NULL;
}

static void open_library(void) {
  void *handle = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++)
    handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail("libcurl is not installed");
  int whole = resolve(handle, "curl_global_init", &curl.global_init)
      && resolve(handle, "curl_easy_init", &curl.easy_init)
      && resolve(handle, "curl_easy_setopt", &curl.easy_setopt)
      && resolve(handle, "curl_easy_perform", &curl.easy_perform)
      && resolve(handle, "curl_easy_getinfo", &curl.easy_getinfo)
      && resolve(handle, "curl_easy_cleanup", &curl.easy_cleanup)
      && resolve(handle, "curl_easy_strerror", &curl.easy_strerror)
      && resolve(handle, "curl_slist_append", &curl.slist_append)
      && resolve(handle, "curl_slist_free_all", &curl.slist_free_all);
  if (!whole) return fail("the libcurl that is installed lacks functions");
  if (curl.global_init(GLOBAL_ALL) != 0) fail("libcurl does not start");
}

static size_t take_head(char *bytes, size_t size, size_t count, void *data) {
  const ccurl_request *request = data;
  return request->head(request->context, bytes, size * count) ? size * count : 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data) {
  const ccurl_request *request = data;
  return request->body(request->context, bytes, size * count) ? size * count : 0;
}

static int ask(void *data, long long total, long long done, long long out, long long sent) {
  (void)total, (void)done, (void)out, (void)sent;
  const ccurl_request *request = data;
  return !request->goes_on(request->context);
}

static void *list(const ccurl_request *request) {
  void *lines = NULL;
  for (size_t i = 0; i < request->header_count; i++) {
    void *longer = curl.slist_append(lines, request->headers[i]);
    if (longer) lines = longer;
  }
  return lines;
}

static void set(void *handle, const ccurl_request *request, void *headers, char *message) {
  curl.easy_setopt(handle, OPT_URL, request->url);
  curl.easy_setopt(handle, OPT_HTTPHEADER, headers);
  curl.easy_setopt(handle, OPT_USERAGENT, "meridian");
  curl.easy_setopt(handle, OPT_ERRORBUFFER, message);
  // Signals would hit whatever thread they like.
  curl.easy_setopt(handle, OPT_NOSIGNAL, 1L);
  curl.easy_setopt(handle, OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_AND_HTTPS);
  curl.easy_setopt(handle, OPT_NETRC, (long)NETRC_OPTIONAL);
  curl.easy_setopt(handle, OPT_TCP_KEEPALIVE, 1L);
  curl.easy_setopt(handle, OPT_CONNECTTIMEOUT, request->connect_seconds);
  curl.easy_setopt(handle, OPT_LOW_SPEED_LIMIT, 1L);
  curl.easy_setopt(handle, OPT_LOW_SPEED_TIME, request->stall_seconds);
  if (request->certificates) curl.easy_setopt(handle, OPT_CAINFO, request->certificates);
  curl.easy_setopt(handle, OPT_HEADERFUNCTION, take_head);
  curl.easy_setopt(handle, OPT_HEADERDATA, request);
  curl.easy_setopt(handle, OPT_WRITEFUNCTION, take_body);
  curl.easy_setopt(handle, OPT_WRITEDATA, request);
  curl.easy_setopt(handle, OPT_NOPROGRESS, 0L);
  curl.easy_setopt(handle, OPT_XFERINFOFUNCTION, ask);
  curl.easy_setopt(handle, OPT_XFERINFODATA, request);
}

void ccurl_perform(const ccurl_request *request, ccurl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  pthread_once(&once, open_library);
  void *handle = problem[0] ? NULL : curl.easy_init();
  if (!handle) {
    answer->code = -1;
    snprintf(
      answer->message, sizeof answer->message, "%s", problem[0] ? problem : "out of memory");
    return;
  }
  void *headers = list(request);
  set(handle, request, headers, answer->message);
  answer->code = curl.easy_perform(handle);
  curl.easy_getinfo(handle, INFO_RESPONSE_CODE, &answer->status);
  char *redirect = NULL;
  curl.easy_getinfo(handle, INFO_REDIRECT_URL, &redirect);
  if (redirect) answer->redirect = strdup(redirect);
  if (answer->code && !answer->message[0])
    snprintf(
      answer->message, sizeof answer->message, "%s", curl.easy_strerror(answer->code));
  curl.easy_cleanup(handle);
  curl.slist_free_all(headers);
}
