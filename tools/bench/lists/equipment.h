/* Equipment and files as the makers of lists have them.
 *
 * The IMEIs look random and never repeat: number i becomes serial and TAC by a multiplication modulo their number, which is a
 * permutation. They spread over 4,000 TACs, so that a listing's neighbours in the file are nowhere near it in the store.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define TACS 4000u
#define SERIALS 1000000u
#define SPACE ((uint64_t)TACS * SERIALS)

/* The i-th equipment, for i below SPACE: 14 digits. */
static uint64_t equipment(uint64_t i)
{
	/* 2654435761 is a prime that does not divide SPACE; the product stays below 2^64. */
	uint64_t position = (i * 2654435761u + 1234567u) % SPACE;
	uint32_t tac = 35000000u + (uint32_t)((position / SERIALS) * 611953u % 1000000u);

	return (uint64_t)tac * SERIALS + position % SERIALS;
}

/* 80 of 100 black, 15 grey, 5 white; by the digits, so that a question needs no table. */
static int list_of(uint64_t imei)
{
	uint64_t mixed = imei * 0x9E3779B97F4A7C15u >> 32;
	unsigned percent = (unsigned)(mixed % 100);

	return percent < 80 ? 0 : percent < 95 ? 1 : 2;
}

static FILE *create(const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file) {
		perror(path);
		exit(1);
	}
	setvbuf(file, NULL, _IOFBF, 1 << 20);
	return file;
}

static void finish(FILE *file, const char *path)
{
	if (ferror(file) | fclose(file)) {
		perror(path);
		exit(1);
	}
}
