#include "CPNG.h"

#include <dlfcn.h>
#include <png.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

#ifdef __APPLE__
#define FILE_NAME "libpng" TEXT(PNG_LIBPNG_VER_SONUM) ".dylib"
#else
#define FILE_NAME "libpng" TEXT(PNG_LIBPNG_VER_SONUM) ".so." TEXT(PNG_LIBPNG_VER_SONUM)
#endif

// The functions that are called, with the prototypes of the library's own header.
#define FUNCTIONS(each) \
  each(png_create_read_struct) each(png_create_info_struct) each(png_destroy_read_struct) each(png_get_error_ptr) \
  each(png_get_io_ptr) each(png_error) each(png_set_read_fn) each(png_set_keep_unknown_chunks) \
  each(png_set_chunk_malloc_max) each(png_read_info) each(png_get_IHDR) each(png_get_rowbytes) each(png_set_expand) \
  each(png_set_swap) each(png_set_interlace_handling) each(png_read_update_info) each(png_get_channels) \
  each(png_get_bit_depth) each(png_read_row) each(png_read_end)

#define DECLARE(name) __typeof__(name) *name##_;
static struct {
  FUNCTIONS(DECLARE)
} png;

static char unusable[160];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
  void *handle = dlopen(FILE_NAME, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) {
    snprintf(unusable, sizeof unusable, "the library %s is not installed (scripts/setup does it)", FILE_NAME);
    return;
  }
  void *found;
#define RESOLVE(name) \
  found = dlsym(handle, #name); \
  if (!found) snprintf(unusable, sizeof unusable, "the library %s has no function %s", FILE_NAME, #name); \
  memcpy(&png.name##_, &found, sizeof found);
  FUNCTIONS(RESOLVE)
}

// What a call works on; libpng keeps its address.
struct reading {
  const uint8_t *bytes;
  size_t left;
  cpng_image *image;
  jmp_buf failed;
};

static void take(png_structp context, png_bytep target, size_t count) {
  struct reading *reading = png.png_get_io_ptr_(context);
  if (count > reading->left) png.png_error_(context, "the file ends here");
  memcpy(target, reading->bytes, count);
  reading->bytes += count;
  reading->left -= count;
}

__attribute__((noreturn)) static void fail(png_structp context, png_const_charp message) {
  struct reading *reading = png.png_get_error_ptr_(context);
  snprintf(reading->image->problem, sizeof reading->image->problem, "%s", message);
  longjmp(reading->failed, 1);
}

static void ignore(png_structp context, png_const_charp message) { (void)context, (void)message; }

// Reads the head and, where `samples` is given, the rows.
static int read_image(const uint8_t *bytes, size_t count, cpng_image *image, uint8_t *samples, size_t size) {
  pthread_once(&once, open_library);
  memset(image, 0, sizeof *image);
  if (unusable[0]) {
    memcpy(image->problem, unusable, sizeof unusable);
    return 0;
  }
  struct reading reading = {.bytes = bytes, .left = count, .image = image};
  png_structp volatile context = NULL;
  png_infop volatile info = NULL;
  if (setjmp(reading.failed)) {
    png_structp failing = context;
    png_infop head = info;
    png.png_destroy_read_struct_(&failing, head ? &head : NULL, NULL);
    return 0;
  }
  context = png.png_create_read_struct_(PNG_LIBPNG_VER_STRING, &reading, fail, ignore);
  if (!context) {
    snprintf(image->problem, sizeof image->problem, "libpng cannot start: its version is not that of its header");
    return 0;
  }
  info = png.png_create_info_struct_(context);
  if (!info) png.png_error_(context, "no memory is left");
  png.png_set_read_fn_(context, &reading, take);
  // Texts, colour profiles and the like are not needed, and would take memory that nothing vouches for.
  png.png_set_keep_unknown_chunks_(context, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png.png_set_chunk_malloc_max_(context, 1 << 20);
  png.png_read_info_(context, info);
  int bits = 0, color = 0;
  png.png_get_IHDR_(context, info, &image->width, &image->height, &bits, &color, NULL, NULL, NULL);
  image->stored_row = png.png_get_rowbytes_(context, info);
  png.png_set_expand_(context);
  if (bits == 16 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) png.png_set_swap_(context);
  int passes = png.png_set_interlace_handling_(context);
  png.png_read_update_info_(context, info);
  image->channels = png.png_get_channels_(context, info);
  image->bits = png.png_get_bit_depth_(context, info);
  if (samples) {
    size_t row = png.png_get_rowbytes_(context, info);
    if (row * image->height != size) png.png_error_(context, "the image is not what was described");
    for (int pass = 0; pass < passes; pass++)
      for (uint32_t y = 0; y < image->height; y++) png.png_read_row_(context, samples + y * row, NULL);
    png.png_read_end_(context, NULL);
  }
  png_structp done = context;
  png_infop head = info;
  png.png_destroy_read_struct_(&done, &head, NULL);
  return 1;
}

int cpng_describe(const uint8_t *bytes, size_t count, cpng_image *image) {
  return read_image(bytes, count, image, NULL, 0);
}

int cpng_read(const uint8_t *bytes, size_t count, cpng_image *image, uint8_t *samples, size_t size) {
  return read_image(bytes, count, image, samples, size);
}
