// Includes TEMPLATE once for each element type, with SCALAR the type, NAME(x) x with the type's suffix and F(x) the
// functions of functions_f32.h or functions_f64.h; a kernel's entry then chooses by DISPATCH. Without a guard: a file may
// have several templates.
#define SCALAR float
#define NAME(x) x##_f32
#define F(x) f32_##x
#include TEMPLATE
#undef SCALAR
#undef NAME
#undef F

#define SCALAR double
#define NAME(x) x##_f64
#define F(x) f64_##x
#include TEMPLATE
#undef SCALAR
#undef NAME
#undef F

#undef TEMPLATE

#ifndef DISPATCH
#define DISPATCH(name, ...) \
  if (type == MERIDIAN_FLOAT32) name##_f32(__VA_ARGS__); \
  else name##_f64(__VA_ARGS__)
#endif
