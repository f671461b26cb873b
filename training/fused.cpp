// Batch normalisation and ReLU6 in one, forward and backward, of pictures whose channels lie side by side: [rows, channels].
//
// Nothing of it is arithmetic that a processor would notice: it costs what reading and writing memory costs. So everything is
// read as seldom as can be: twice forward (for the statistics, and to apply them), twice backward, in the type in which the
// convolutions leave it. Which values ReLU6 cut off is worked out again from the input, rather than kept.
//
// `guess` is what each channel's mean is about, for the sake of precision; `activation` whether ReLU6 follows; `mean` and `variance`
// of each channel come out of the way forward and go into the way back. Called from fused.py.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

namespace {

struct BFloat16 {
    uint16_t bits;
};

inline float load(float value) { return value; }

inline float load(BFloat16 value) {
    uint32_t bits = uint32_t(value.bits) << 16;
    float result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}

inline void store(float& place, float value) { place = value; }

inline void store(BFloat16& place, float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    // To the nearest, a tie to the even one.
    place.bits = uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// Rows are taken several at a time, so that the innermost loop is long and fills whole vector registers whatever the channels.
int rows_at_once(int channels) {
    int even = 16 / std::gcd(channels, 16);
    return even * std::max(1, 512 / (channels * even));
}

std::vector<float> repeated(const std::vector<float>& values, int times) {
    std::vector<float> result;
    for (int i = 0; i < times; i++) result.insert(result.end(), values.begin(), values.end());
    return result;
}

// Runs body(first, length, first_total, second_total) over all elements, in runs of whole rows that begin at channel 0, and
// adds up for each channel what the body adds to the two totals.
template <typename Body>
void sum(long rows, int channels, int threads, std::vector<double>& first_sum, std::vector<double>& second_sum, Body body) {
    const int together = rows_at_once(channels), length = together * channels;
    const long runs = (rows + together - 1) / together, elements = rows * channels;
    first_sum.assign(channels, 0);
    second_sum.assign(channels, 0);
#pragma omp parallel num_threads(threads)
    {
        std::vector<float> first_total(length), second_total(length);
#pragma omp for schedule(static) nowait
        for (long run = 0; run < runs; run++) {
            const long start = run * length;
            body(start, int(std::min<long>(length, elements - start)), first_total.data(), second_total.data());
        }
#pragma omp critical
        for (int i = 0; i < length; i++) {
            first_sum[i % channels] += first_total[i];
            second_sum[i % channels] += second_total[i];
        }
    }
}

// Runs body(first, length) over all elements, in runs of whole rows that begin at channel 0.
template <typename Body>
void each(long rows, int channels, int threads, Body body) {
    const int length = rows_at_once(channels) * channels;
    const long elements = rows * channels, runs = (elements + length - 1) / length;
#pragma omp parallel for num_threads(threads) schedule(static)
    for (long run = 0; run < runs; run++) {
        const long start = run * length;
        body(start, int(std::min<long>(length, elements - start)));
    }
}

inline float relu6(float value) { return std::min(std::max(value, 0.0f), 6.0f); }

template <typename T>
void forward(
    const T* x, T* y, long rows, int channels, int threads, const float* weight, const float* bias, const float* guess, float epsilon, bool activation,
    float* mean, float* variance) {
    const int together = rows_at_once(channels);
    // Sums of squares lose digits where the mean is large beside the deviation: so both are of what is left above a guess.
    const std::vector<float> guesses = repeated({guess, guess + channels}, together);
    std::vector<double> sums, squares;
    sum(rows, channels, threads, sums, squares, [&](long start, int length, float* total, float* square_total) {
        const T* in = x + start;
        for (int i = 0; i < length; i++) {
            const float above = load(in[i]) - guesses[i];
            total[i] += above;
            square_total[i] += above * above;
        }
    });
    std::vector<float> scale(channels), shift(channels);
    for (int channel = 0; channel < channels; channel++) {
        const double above = sums[channel] / rows;
        mean[channel] = float(guess[channel] + above);
        variance[channel] = float(std::max(0.0, squares[channel] / rows - above * above));
        scale[channel] = weight[channel] / std::sqrt(variance[channel] + epsilon);
        shift[channel] = bias[channel] - mean[channel] * scale[channel];
    }
    const std::vector<float> scales = repeated(scale, together), shifts = repeated(shift, together);
    each(rows, channels, threads, [&](long start, int length) {
        const T* in = x + start;
        T* out = y + start;
        if (activation)
            for (int i = 0; i < length; i++) store(out[i], relu6(load(in[i]) * scales[i] + shifts[i]));
        else
            for (int i = 0; i < length; i++) store(out[i], load(in[i]) * scales[i] + shifts[i]);
    });
}

template <typename T>
void backward(
    const T* x, const T* gradient, T* x_gradient, long rows, int channels, int threads, const float* weight, const float* bias, float epsilon,
    bool activation, const float* mean, const float* variance, float* weight_gradient, float* bias_gradient) {
    const int together = rows_at_once(channels);
    std::vector<float> inverse(channels), scale(channels), shift(channels);
    for (int channel = 0; channel < channels; channel++) {
        inverse[channel] = 1 / std::sqrt(variance[channel] + epsilon);
        scale[channel] = weight[channel] * inverse[channel];
        shift[channel] = bias[channel] - mean[channel] * scale[channel];
    }
    const std::vector<float> scales = repeated(scale, together), shifts = repeated(shift, together);
    const std::vector<float> means = repeated({mean, mean + channels}, together);

    // The gradient as it comes out of ReLU6: none where that cut off.
    const auto passed = [&](float in, float gradient, int i) {
        const float out = in * scales[i] + shifts[i];
        return !activation || (out > 0 && out < 6) ? gradient : 0.0f;
    };
    std::vector<double> sums, products;
    sum(rows, channels, threads, sums, products, [&](long start, int length, float* total, float* product_total) {
        const T *in = x + start, *from = gradient + start;
        for (int i = 0; i < length; i++) {
            const float value = load(in[i]), slope = passed(value, load(from[i]), i);
            total[i] += slope;
            product_total[i] += slope * (value - means[i]);
        }
    });
    // The mean and the deviation depend on every element too, which takes out what all gradients have in common with 1 and with x.
    std::vector<float> of_one(channels), of_x(channels);
    for (int channel = 0; channel < channels; channel++) {
        bias_gradient[channel] = float(sums[channel]);
        weight_gradient[channel] = float(products[channel] * inverse[channel]);
        of_x[channel] = float(-scale[channel] * inverse[channel] * inverse[channel] * products[channel] / rows);
        of_one[channel] = float(-scale[channel] * sums[channel] / rows) - of_x[channel] * mean[channel];
    }
    const std::vector<float> ones = repeated(of_one, together), xs = repeated(of_x, together);
    each(rows, channels, threads, [&](long start, int length) {
        const T *in = x + start, *from = gradient + start;
        T* out = x_gradient + start;
        for (int i = 0; i < length; i++) {
            const float value = load(in[i]);
            store(out[i], scales[i] * passed(value, load(from[i]), i) + xs[i] * value + ones[i]);
        }
    });
}

}  // namespace

#define FOR_TYPE(name, T)                                                                                                        \
    extern "C" void forward_##name(                                                                                              \
        const T* x, T* y, long rows, int channels, int threads, const float* weight, const float* bias, const float* guess,     \
        float epsilon, int activation, float* mean, float* variance) {                                                           \
        forward(x, y, rows, channels, threads, weight, bias, guess, epsilon, activation, mean, variance);                        \
    }                                                                                                                            \
    extern "C" void backward_##name(                                                                                             \
        const T* x, const T* gradient, T* x_gradient, long rows, int channels, int threads, const float* weight,                \
        const float* bias, float epsilon, int activation, const float* mean, const float* variance, float* weight_gradient,     \
        float* bias_gradient) {                                                                                                  \
        backward(                                                                                                                \
            x, gradient, x_gradient, rows, channels, threads, weight, bias, epsilon, activation, mean, variance, weight_gradient, \
            bias_gradient);                                                                                                      \
    }

FOR_TYPE(float32, float)
FOR_TYPE(bfloat16, BFloat16)
