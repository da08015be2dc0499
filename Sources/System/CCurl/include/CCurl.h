#ifndef MERIDIAN_CCURL_H
#define MERIDIAN_CCURL_H

#include <stddef.h>

// One HTTP request through libcurl, which is opened by name when the first request is made.
//
// Linking it would load some thirty shared libraries (TLS, Kerberos, LDAP, …) each time the program
// starts, which costs more than all else that happens then. Nothing of libcurl is needed to build.

/// What is asked for, and who is told of the answer.
typedef struct ccurl_request {
  /// The URL, http or https; redirects are reported, not followed.
  const char *url;
  /// Lines "Name: value", as many as `header_count`.
  const char *const *headers;
  size_t header_count;
  /// How long a connection may take to come about.
  long connect_seconds;
  /// How long nothing may arrive before the connection counts as broken.
  long stall_seconds;
  /// A file with the certificates to trust; null for the system's.
  const char *certificates;
  /// Handed to the functions below; each stops the transfer by returning 0.
  void *context;
  /// A line of the head of a response, its end of line included.
  int (*head)(void *context, const char *bytes, size_t count);
  /// A piece of the body.
  int (*body)(void *context, const char *bytes, size_t count);
  /// Called several times a second while bytes flow, at least about once a second.
  int (*goes_on)(void *context);
} ccurl_request;

/// How a request ended.
typedef struct ccurl_answer {
  /// libcurl's code: 0 when the response came whole; -1 when libcurl cannot be used.
  int code;
  /// The HTTP status, 0 if there was none.
  long status;
  /// Where a redirect leads, to be freed by the caller; null if this is none.
  char *redirect;
  /// In words, for a code other than 0.
  char message[256];
} ccurl_answer;

/// Makes the request and returns when it is over; from any thread.
void ccurl_perform(const ccurl_request *request, ccurl_answer *answer);

#endif
