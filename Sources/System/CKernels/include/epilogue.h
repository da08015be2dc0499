#ifndef MERIDIAN_EPILOGUE_H
#define MERIDIAN_EPILOGUE_H

#include <stddef.h>

// What follows a matrix product while its tile is in cache. A function is one of elementwise.h's, or none (−1);
// bias, slopes and sums may be null.

// y = f(y + bias) for rows in steps of yStep; slopes[r, c] = f′(y + bias), in the same steps
void meridian_bias_activation(
    int type, int function, double p, size_t rows, size_t columns, size_t yStep, const void *bias,
    void *y, void *slopes);

// gz = gy f′, where `kept` holds slopes, or the function's results if they tell its slope
// (relu, tanh, sigmoid, elu); sums[c] = Σ_r gz[r, c]. Without a function gz is not written.
void meridian_activation_pullback(
    int type, int function, double p, int keptResults, size_t rows, size_t columns,
    const void *kept, const void *gy, void *gz, void *sums);

#endif
