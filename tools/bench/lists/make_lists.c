/* make_lists LISTINGS QUESTIONS LIST-FILE EXPECTATION-FILE
 *
 * Writes a list file of so many listings, each of another equipment, and an expectation file of so many questions for s13load:
 * nine of ten about listed equipment, one about equipment on no list. Always the same for the same numbers.
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

static const char *const lists[] = { "black", "grey", "white" };
static const char *const reasons[] = { "stolen", "lost", "fraud", "unpaid", "counterfeit", "" };

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

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: make_lists LISTINGS QUESTIONS LIST-FILE EXPECTATION-FILE\n");
		return 2;
	}
	uint64_t listings = strtoull(argv[1], NULL, 10), questions = strtoull(argv[2], NULL, 10);
	if (listings == 0 || questions == 0 || listings + questions > SPACE) {
		fprintf(stderr, "make_lists: 1 to %llu listings and questions together\n", (unsigned long long)SPACE);
		return 2;
	}

	FILE *list = create(argv[3]);
	fprintf(list, "equipment,list,reason\n");
	for (uint64_t i = 0; i < listings; i++) {
		uint64_t imei = equipment(i);
		fprintf(list, "%014llu,%s,%s\n", (unsigned long long)imei, lists[list_of(imei)], reasons[imei % 6]);
	}
	finish(list, argv[3]);

	FILE *expected = create(argv[4]);
	fprintf(expected, "equipment,answer\n");
	for (uint64_t i = 0; i < questions; i++) {
		/* Listed ones from all over the list, in another order than they were written. */
		int listed = i % 10 != 9;
		uint64_t imei = equipment(listed ? i * 1000003u % listings : listings + i);
		fprintf(expected, "%014llu,%s\n", (unsigned long long)imei, listed ? lists[list_of(imei)] : "unknown");
	}
	finish(expected, argv[4]);
	return 0;
}
