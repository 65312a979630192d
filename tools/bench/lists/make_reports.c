/* make_reports REPORTS CHANGES ROUNDS QUESTIONS FOLDER
 *
 * Writes what participants report to the registry, and what nodes should answer after it:
 *
 *   reports-N.csv     REPORTS equipment in files of at most a million, 85 of 100 lost or stolen (black), the others faulty (grey)
 *   changes-N.csv     CHANGES more in each of ROUNDS: half of other equipment that is stolen, half of equipment that was reported: of what
 *                     was lost it is recovered, and what was grey is stolen too
 *   expected.csv      QUESTIONS for s13load whose answers no change touches, nine of ten about reported equipment
 *   expected-N.csv    as many about what round N changes, as it is after it
 */
#include "equipment.h"

#define FILE_LINES 1000000u

static char path[4096];

static FILE *numbered(const char *folder, const char *name, uint64_t number)
{
	snprintf(path, sizeof path, "%s/%s-%llu.csv", folder, name, (unsigned long long)number);
	return create(path);
}

static FILE *reports_file(const char *folder, const char *name, uint64_t number)
{
	FILE *file = numbered(folder, name, number);

	fprintf(file, "equipment,type,scope\n");
	return file;
}

static int is_grey(uint64_t imei)
{
	return list_of(imei) == 1;
}

static void report(FILE *file, uint64_t imei, const char *type)
{
	fprintf(file, "%014llu,%s\n", (unsigned long long)imei, type);
}

static void expect(FILE *file, uint64_t imei, const char *answer)
{
	fprintf(file, "%014llu,%s\n", (unsigned long long)imei, answer);
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: make_reports REPORTS CHANGES ROUNDS QUESTIONS FOLDER\n");
		return 2;
	}
	uint64_t reports = strtoull(argv[1], NULL, 10), changes = strtoull(argv[2], NULL, 10), rounds = strtoull(argv[3], NULL, 10);
	uint64_t questions = strtoull(argv[4], NULL, 10), old = changes / 2, new = changes - old;
	const char *folder = argv[5];
	if (reports < 2 || changes == 0 || rounds == 0 || rounds * changes > reports || reports + rounds * new + questions > SPACE) {
		fprintf(stderr, "make_reports: the changes of all rounds are 1 to as many as the reports, of %llu equipment\n", (unsigned long long)SPACE);
		return 2;
	}

	FILE *file = NULL;
	for (uint64_t i = 0; i < reports; i++) {
		if (i % FILE_LINES == 0) {
			if (file)
				finish(file, path);
			file = reports_file(folder, "reports", i / FILE_LINES + 1);
		}
		uint64_t imei = equipment(i);
		report(file, imei, is_grey(imei) ? "faulty,global" : list_of(imei) == 0 ? "stolen," : "lost,");
	}
	finish(file, path);

	/* What a round changes of the old are even numbers, so that odd ones stay as they are. */
	for (uint64_t round = 0; round < rounds; round++) {
		file = reports_file(folder, "changes", round + 1);
		for (uint64_t i = 0; i < new; i++)
			report(file, equipment(reports + round * new + i), "stolen,");
		for (uint64_t i = 0; i < old; i++) {
			uint64_t imei = equipment(2 * (round * old + i));
			report(file, imei, is_grey(imei) ? "stolen," : "recovered,");
		}
		finish(file, path);

		file = numbered(folder, "expected", round + 1);
		fprintf(file, "equipment,answer\n");
		for (uint64_t i = 0; i < questions; i++) {
			uint64_t was = equipment(2 * (round * old + i * 1000003u % old));
			if (i % 2 == 0)
				expect(file, equipment(reports + round * new + i * 1000003u % new), "black");
			else
				expect(file, was, is_grey(was) ? "black" : "unknown");
		}
		finish(file, path);
	}

	snprintf(path, sizeof path, "%s/expected.csv", folder);
	file = create(path);
	fprintf(file, "equipment,answer\n");
	for (uint64_t i = 0; i < questions; i++) {
		int reported = i % 10 != 9;
		uint64_t imei = equipment(reported ? 2 * (i * 1000003u % (reports / 2)) + 1 : reports + rounds * new + i);
		expect(file, imei, !reported ? "unknown" : is_grey(imei) ? "grey" : "black");
	}
	finish(file, path);
	return 0;
}
