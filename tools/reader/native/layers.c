// The layers of the encoder, forward and backward, for packed texts; compiled
// and called by layers.py. Matrices are multiplied in bfloat16 on AMX where the
// compiler is told so, else in float32; all else is float32. Each call
// keeps one thread busy.
//
// A layer's numbers lie one after another: q, k, v, o, up, down, each matrix
// [in][out] with its biases after it; then scale and shift of the norm after
// attention, and of the last. Tokens are filled up to a multiple of 32 rows.
#include <malloc.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__AMX_BF16__) && !defined(PLAIN)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

enum { W = 384, I = 1536, H = 12, D = 32 };
enum { MAT = W * W + W, UP = 4 * MAT, DOWN = UP + W * I + I, NORM = DOWN + I * W + W, LAYER = NORM + 4 * W };

// keep_memory has freed memory kept for the next call.
__attribute__((constructor)) static void keep_memory(void) {
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

#if defined(__AMX_BF16__) && !defined(PLAIN)
typedef uint16_t half;
static __thread half *packs[2];
static __thread size_t sizes[2];

static half *pack(int which, size_t n) {
	if (sizes[which] < n) {
		free(packs[which]);
		packs[which] = aligned_alloc(64, 2 * (sizes[which] = n));
	}
	return packs[which];
}

// rows16 sets a tile to 16 rows of 32 numbers.
static void rows16(half *t, const float *a, size_t stride) {
	for (int r = 0; r < 16; r++, a += stride)
		_mm512_store_si512(t + 32 * r, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(a + 16), _mm512_loadu_ps(a)));
}

// pairs16 sets a tile to 16 pairs of rows of 16 numbers, each pair one row.
static void pairs16(half *t, const float *a, size_t stride) {
	uint16_t order[32];
	for (int i = 0; i < 32; i++) order[i] = i / 2 + 16 * (i % 2);
	__m512i o = _mm512_loadu_si512(order);
	for (int r = 0; r < 16; r++, a += 2 * stride) {
		__m512i both = (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(a + stride), _mm512_loadu_ps(a));
		_mm512_store_si512(t + 32 * r, _mm512_permutexvar_epi16(o, both));
	}
}

// turn transposes a tile of 16 by 16 pairs.
static void turn(half *t) {
	uint32_t *x = (uint32_t *)t, y[256];
	memcpy(y, x, sizeof y);
	for (int i = 0; i < 16; i++)
		for (int j = 0; j < 16; j++) x[16 * j + i] = y[16 * i + j];
}

static void ready(void) {
	static __thread int done;
	static __thread struct { uint8_t palette, start, none[14]; uint16_t bytes[16]; uint8_t rows[16]; } c;
	if (done) return;
	done = 1;
	syscall(SYS_arch_prctl, 0x1023, 18);
	c.palette = 1;
	for (int i = 0; i < 8; i++) c.bytes[i] = 64, c.rows[i] = 16;
	_tile_loadconfig(&c);
}

// multiply sets c [m][n] to a by b and a bias, or adds to it. a is [m][k], or
// [k][m] where at is set; b is [k][n], or [n][k] where bt is. All are multiples of 32.
static void multiply(int m, int n, int k, const float *a, int at, const float *b, int bt, float *c, int add, const float *bias) {
	ready();
	int kt = k / 32;
	half *pa = pack(0, (size_t)m * k), *pb = pack(1, (size_t)n * k);
	for (int i = 0; i < m / 16; i++)
		for (int j = 0; j < kt; j++) {
			half *t = pa + ((size_t)i * kt + j) * 512;
			if (at) pairs16(t, a + (size_t)32 * j * m + 16 * i, m), turn(t);
			else rows16(t, a + (size_t)16 * i * k + 32 * j, k);
		}
	for (int i = 0; i < n / 16; i++)
		for (int j = 0; j < kt; j++) {
			half *t = pb + ((size_t)i * kt + j) * 512;
			if (bt) rows16(t, b + (size_t)16 * i * k + 32 * j, k), turn(t);
			else pairs16(t, b + (size_t)32 * j * n + 16 * i, n);
		}
	float out[32 * 32] __attribute__((aligned(64)));
	for (int x = 0; x < m; x += 32)
		for (int y = 0; y < n; y += 32) {
			const half *a0 = pa + (size_t)x / 16 * kt * 512, *a1 = a0 + (size_t)kt * 512;
			const half *b0 = pb + (size_t)y / 16 * kt * 512, *b1 = b0 + (size_t)kt * 512;
			_tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
			for (int j = 0; j < kt; j++) {
				_tile_loadd(4, a0 + 512 * j, 64); _tile_loadd(6, b0 + 512 * j, 64);
				_tile_loadd(5, a1 + 512 * j, 64); _tile_loadd(7, b1 + 512 * j, 64);
				_tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 4, 7); _tile_dpbf16ps(2, 5, 6); _tile_dpbf16ps(3, 5, 7);
			}
			_tile_stored(0, out, 128); _tile_stored(1, out + 16, 128); _tile_stored(2, out + 512, 128); _tile_stored(3, out + 528, 128);
			for (int r = 0; r < 32; r++) {
				float *to = c + (size_t)(x + r) * n + y;
				for (int i = 0; i < 32; i++) to[i] = out[32 * r + i] + (add ? to[i] : 0) + (bias ? bias[y + i] : 0);
			}
		}
}
#else
static void multiply(int m, int n, int k, const float *a, int at, const float *b, int bt, float *c, int add, const float *bias) {
	for (int x = 0; x < m; x++) {
		float *to = c + (size_t)x * n;
		for (int y = 0; y < n; y++) to[y] = (add ? to[y] : 0) + (bias ? bias[y] : 0);
		for (int j = 0; j < k; j++) {
			float v = at ? a[(size_t)j * m + x] : a[(size_t)x * k + j];
			if (bt) for (int y = 0; y < n; y++) to[y] += v * b[(size_t)y * k + j];
			else for (int y = 0; y < n; y++) to[y] += v * b[(size_t)j * n + y];
		}
	}
}
#endif

// erf by Abramowitz and Stegun 7.1.26, as in meaning/floats.go.
static inline float erf_(float x) {
	float a = fabsf(x), t = 1 / (1 + 0.3275911f * a);
	float p = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
	return copysignf(1 - p * expf(-a * a), x);
}

static void gelu(float *y, const float *x, size_t n) {
	for (size_t i = 0; i < n; i++) y[i] = 0.5f * x[i] * (1 + erf_(x[i] * 0.70710678f));
}

static void gelu_back(float *d, const float *x, size_t n) {
	for (size_t i = 0; i < n; i++) d[i] *= 0.5f * (1 + erf_(x[i] * 0.70710678f)) + x[i] * 0.39894228f * expf(-0.5f * x[i] * x[i]);
}

// norm sets hat to x with mean 0 and deviation 1, root to 1 over the deviation, y to scale and shift of hat.
static void norm(float *y, float *hat, float *root, const float *x, int rows, const float *p) {
	for (int r = 0; r < rows; r++, x += W, hat += W, y += W) {
		float sum = 0, square = 0;
		for (int i = 0; i < W; i++) sum += x[i];
		float mean = sum / W;
		for (int i = 0; i < W; i++) square += (x[i] - mean) * (x[i] - mean);
		root[r] = 1 / sqrtf(square / W + 1e-12f);
		for (int i = 0; i < W; i++) hat[i] = (x[i] - mean) * root[r], y[i] = hat[i] * p[i] + p[W + i];
	}
}

// norm_back replaces d of a norm's result by d of what it was given.
static void norm_back(float *d, const float *hat, const float *root, int rows, const float *p, float *g) {
	for (int r = 0; r < rows; r++, d += W, hat += W) {
		float a = 0, b = 0;
		for (int i = 0; i < W; i++) {
			g[i] += d[i] * hat[i], g[W + i] += d[i];
			d[i] *= p[i];
			a += d[i], b += d[i] * hat[i];
		}
		for (int i = 0; i < W; i++) d[i] = root[r] * (d[i] - a / W - hat[i] * b / W);
	}
}

static void *room(size_t n) {
	n = (n * 4 + 63) / 64 * 64;
	return memset(aligned_alloc(64, n), 0, n);
}

// What a layer keeps for the way back.
typedef struct { float *x, *q, *k, *v, *probs, *a, *hat, *root, *mid, *u, *g, *hat2, *root2; } kept;

enum { LONGEST = 128 };

static int full(int n) { return (n + 31) / 32 * 32; }

// slice copies a head's numbers of n tokens, filled up with 0; unslice adds them back.
static void slice(float *to, const float *x, int n) {
	for (int j = 0; j < n; j++) memcpy(to + j * D, x + (size_t)j * W, D * sizeof *to);
	memset(to + n * D, 0, (full(n) - n) * D * sizeof *to);
}

static void unslice(float *x, const float *from, int n) {
	for (int j = 0; j < n; j++) memcpy(x + (size_t)j * W, from + j * D, D * sizeof *x);
}

static const float root_d = 0.17677670f; // 1 over the root of D

// attend sets a to what tokens take from each other, head by head.
static void attend(kept *s, int texts, const int *at) {
	float q[LONGEST * D], k[LONGEST * D], v[LONGEST * D], a[LONGEST * D], *p = s->probs;
	for (int i = 0; i < texts; i++) {
		int n = at[i + 1] - at[i], f = full(n);
		for (int h = 0; h < H; h++, p += f * f) {
			size_t o = (size_t)at[i] * W + h * D;
			slice(q, s->q + o, n), slice(k, s->k + o, n), slice(v, s->v + o, n);
			multiply(f, f, D, q, 0, k, 1, p, 0, NULL);
			for (int t = 0; t < n; t++) {
				float *r = p + t * f, top = -1e30f, sum = 0;
				for (int j = 0; j < n; j++) top = fmaxf(top, r[j]);
				for (int j = 0; j < n; j++) r[j] = expf((r[j] - top) * root_d), sum += r[j];
				for (int j = 0; j < n; j++) r[j] /= sum;
				memset(r + n, 0, (f - n) * sizeof *r);
			}
			memset(p + n * f, 0, (size_t)(f - n) * f * sizeof *p);
			multiply(f, D, f, p, 0, v, 0, a, 0, NULL);
			unslice(s->a + o, a, n);
		}
	}
}

// attend_back sets dq, dk and dv, given da.
static void attend_back(kept *s, int texts, const int *at, const float *da, float *dq, float *dk, float *dv) {
	float q[LONGEST * D], k[LONGEST * D], v[LONGEST * D], d[LONGEST * D], out[LONGEST * D], *p = s->probs;
	float *dp = room(LONGEST * LONGEST);
	for (int i = 0; i < texts; i++) {
		int n = at[i + 1] - at[i], f = full(n);
		for (int h = 0; h < H; h++, p += f * f) {
			size_t o = (size_t)at[i] * W + h * D;
			slice(q, s->q + o, n), slice(k, s->k + o, n), slice(v, s->v + o, n), slice(d, da + o, n);
			multiply(f, f, D, d, 0, v, 1, dp, 0, NULL);
			multiply(f, D, f, p, 1, d, 0, out, 0, NULL);
			unslice(dv + o, out, n);
			for (int t = 0; t < f; t++) {
				float *r = p + t * f, *e = dp + t * f, sum = 0;
				for (int j = 0; j < f; j++) sum += r[j] * e[j];
				for (int j = 0; j < f; j++) e[j] = r[j] * (e[j] - sum) * root_d;
			}
			multiply(f, D, f, dp, 0, k, 0, out, 0, NULL);
			unslice(dq + o, out, n);
			multiply(f, D, f, dp, 1, q, 0, out, 0, NULL);
			unslice(dk + o, out, n);
		}
	}
	free(dp);
}

static void plus(float *a, const float *b, size_t n) {
	for (size_t i = 0; i < n; i++) a[i] += b[i];
}

static void columns(float *to, const float *x, int rows, int n) {
	for (int r = 0; r < rows; r++) plus(to, x + (size_t)r * n, n);
}

static void forward_layer(const float *p, kept *s, float *out, float *work, int rows, int texts, const int *at) {
	size_t n = (size_t)rows * W;
	multiply(rows, W, W, s->x, 0, p, 0, s->q, 0, p + W * W);
	multiply(rows, W, W, s->x, 0, p + MAT, 0, s->k, 0, p + MAT + W * W);
	multiply(rows, W, W, s->x, 0, p + 2 * MAT, 0, s->v, 0, p + 2 * MAT + W * W);
	attend(s, texts, at);
	multiply(rows, W, W, s->a, 0, p + 3 * MAT, 0, work, 0, p + 3 * MAT + W * W);
	plus(work, s->x, n);
	norm(s->mid, s->hat, s->root, work, rows, p + NORM);
	multiply(rows, I, W, s->mid, 0, p + UP, 0, s->u, 0, p + UP + W * I);
	gelu(s->g, s->u, (size_t)rows * I);
	multiply(rows, W, I, s->g, 0, p + DOWN, 0, work, 0, p + DOWN + I * W);
	plus(work, s->mid, n);
	norm(out, s->hat2, s->root2, work, rows, p + NORM + 2 * W);
}

static kept make(int rows, size_t probs) {
	size_t n = (size_t)rows * W, wide = (size_t)rows * I;
	return (kept){room(n), room(n), room(n), room(n), room(probs), room(n), room(n), room(rows), room(n), room(wide), room(wide), room(n), room(rows)};
}

static void drop(kept *s) {
	float **all = (float **)s;
	for (size_t i = 0; i < sizeof *s / sizeof *all; i++) free(all[i]);
}

static size_t odds(int texts, const int *at) {
	size_t n = 0;
	for (int i = 0; i < texts; i++) n += (size_t)H * full(at[i + 1] - at[i]) * full(at[i + 1] - at[i]);
	return n;
}

// forward takes x [rows][W] through layers in place. It gives what backward
// needs, or NULL where keep is 0. Text i has the rows at[i]..at[i+1].
void *forward(int layers, const float *p, float *x, int rows, int texts, const int *at, int keep) {
	size_t n = (size_t)rows * W;
	float *work = room(n);
	kept *all = calloc(layers, sizeof *all);
	for (int l = 0; l < layers; l++) {
		if (keep || l == 0) all[l] = make(rows, odds(texts, at));
		else all[l] = all[0];
		memcpy(all[l].x, x, n * 4);
		forward_layer(p + (size_t)l * LAYER, &all[l], x, work, rows, texts, at);
	}
	free(work);
	if (keep) return all;
	drop(all);
	free(all);
	return NULL;
}

static void backward_layer(const float *p, float *g, kept *s, float *d, float **w, int rows, int texts, const int *at) {
	size_t n = (size_t)rows * W;
	float *wide = w[0], *da = w[1], *dq = w[2], *dk = w[3], *dv = w[4];
	norm_back(d, s->hat2, s->root2, rows, p + NORM + 2 * W, g + NORM + 2 * W);
	multiply(rows, I, W, d, 0, p + DOWN, 1, wide, 0, NULL);
	multiply(I, W, rows, s->g, 1, d, 0, g + DOWN, 1, NULL);
	columns(g + DOWN + I * W, d, rows, W);
	gelu_back(wide, s->u, (size_t)rows * I);
	multiply(W, I, rows, s->mid, 1, wide, 0, g + UP, 1, NULL);
	columns(g + UP + W * I, wide, rows, I);
	multiply(rows, W, I, wide, 0, p + UP, 1, d, 1, NULL);
	norm_back(d, s->hat, s->root, rows, p + NORM, g + NORM);
	multiply(rows, W, W, d, 0, p + 3 * MAT, 1, da, 0, NULL);
	multiply(W, W, rows, s->a, 1, d, 0, g + 3 * MAT, 1, NULL);
	columns(g + 3 * MAT + W * W, d, rows, W);
	for (int i = 2; i < 5; i++) memset(w[i], 0, n * 4);
	attend_back(s, texts, at, da, dq, dk, dv);
	for (int i = 0; i < 3; i++) {
		multiply(W, W, rows, s->x, 1, w[2 + i], 0, g + i * MAT, 1, NULL);
		columns(g + i * MAT + W * W, w[2 + i], rows, W);
		multiply(rows, W, W, w[2 + i], 0, p + i * MAT, 1, d, 1, NULL);
	}
}

// backward adds the gradients of the layers' numbers to g, given d of the
// result (rows without a token 0), which it replaces by d of what went in; it
// frees what forward kept.
void backward(int layers, const float *p, float *g, float *d, void *kepts, int rows, int texts, const int *at) {
	kept *all = kepts;
	float *w[5] = {room((size_t)rows * I)};
	for (int i = 1; i < 5; i++) w[i] = room((size_t)rows * W);
	for (int l = layers - 1; l >= 0; l--) {
		backward_layer(p + (size_t)l * LAYER, g + (size_t)l * LAYER, &all[l], d, w, rows, texts, at);
		drop(&all[l]);
	}
	for (int i = 0; i < 5; i++) free(w[i]);
	free(all);
}

// adam moves numbers against their gradients, and sets these to 0.
void adam(float *x, float *g, float *m, float *v, size_t n, float rate, float clip, int step) {
	float a = 1 - powf(0.9f, step), b = 1 - powf(0.98f, step);
	for (size_t i = 0; i < n; i++) {
		float d = g[i] * clip;
		m[i] = 0.9f * m[i] + 0.1f * d;
		v[i] = 0.98f * v[i] + 0.02f * d * d;
		x[i] -= rate * (m[i] / a) / (sqrtf(v[i] / b) + 1e-8f);
		g[i] = 0;
	}
}
