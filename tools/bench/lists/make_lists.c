/* make_lists LISTINGS QUESTIONS LIST-FILE EXPECTATION-FILE
 *
 * Writes a list file of so many listings, each of another equipment, and an expectation file of so many questions for s13load:
 * nine of ten about listed equipment, one about equipment on no list. Always the same for the same numbers.
 */
#include "equipment.h"

static const char *const lists[] = { "black", "grey", "white" };
static const char *const reasons[] = { "stolen", "lost", "fraud", "unpaid", "counterfeit", "" };

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
