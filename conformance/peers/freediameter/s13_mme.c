/* s13_mme.fdx: an MME on freeDiameter. It sends ECRs, prints what is answered, says goodbye (DPR) and ends the daemon.
 * Options, as "name=value;...":
 *   realm=REALM            Destination-Realm (required)
 *   destination-host=HOST  Destination-Host (default: none, the realm routes)
 *   equipment=FILE         one request for each line "IMEI[,Software-Version[,User-Name]]", again from the top when
 *                          more requests are asked for; "-" leaves that AVP out. Without a file: a counting IMEI
 *   requests=N             how many (default: once through the file, or 1)
 *   window=N               requests in flight (default 1)
 *   application-id=0       leave Vendor-Specific-Application-Id out (default 1)
 *   hold=SECONDS           stay connected after the last answer, to see watchdogs (default 0)
 *   wait=SECONDS           give up when the peer is not open by then (default 20)
 *   timeout=SECONDS        for each request (default 10)
 * Output, one line each:
 *   OPEN peers=1
 *   ANSWER n IMEI result=2001 experimental=- status=1 session-state=1 flags=0x40 from=eir.example.org
 *   TIMEOUT n IMEI
 *   DONE sent=4 answered=4 timeout=0      (or NOPEER)
 */
#define _GNU_SOURCE
#include "s13_dictionary.h"
#include <semaphore.h>
#include <stdint.h>
#include <time.h>

struct equipment { char imei[32], software_version[16], user_name[32]; };
struct pending { long number; struct equipment equipment; };

static struct equipment *lines;
static size_t line_count;
static char realm[256], destination_host[256];
static long requests, window = 1, hold, wait_seconds = 20, timeout_seconds = 10;
static int application_id = 1;
static pthread_t thread;
static sem_t in_flight;
static long answered, timed_out;

static void finish(struct pending *pending)
{
	free(pending);
	sem_post(&in_flight);
}

static long experimental_result(struct avp *group, long *vendor)
{
	struct avp *avp;
	struct avp_hdr *header;
	long code = -1;

	for (fd_msg_browse(group, MSG_BRW_FIRST_CHILD, &avp, NULL); avp; fd_msg_browse(avp, MSG_BRW_NEXT, &avp, NULL)) {
		if (fd_msg_avp_hdr(avp, &header) || !header->avp_value)
			break;
		if (header->avp_code == 298)
			code = header->avp_value->u32;
		if (header->avp_code == 266)
			*vendor = header->avp_value->u32;
	}
	return code;
}

static const char *number_or_dash(long number, char *buffer, size_t size)
{
	if (number < 0)
		return "-";
	snprintf(buffer, size, "%ld", number);
	return buffer;
}

static void on_answer(void *data, struct msg **message)
{
	struct pending *pending = data;
	struct avp *avp;
	struct avp_hdr *header;
	struct msg_hdr *message_header;
	long result = -1, experimental = -1, vendor = -1, status = -1, session_state = -1;
	char from[256] = "-", experimental_text[48] = "-", a[24], b[24], c[24];

	fd_msg_hdr(*message, &message_header);
	for (fd_msg_browse(*message, MSG_BRW_FIRST_CHILD, &avp, NULL); avp; fd_msg_browse(avp, MSG_BRW_NEXT, &avp, NULL)) {
		if (fd_msg_avp_hdr(avp, &header))
			break;
		if (header->avp_code == 297 && !header->avp_vendor)
			experimental = experimental_result(avp, &vendor);
		if (!header->avp_value)
			continue;
		if (header->avp_code == 268 && !header->avp_vendor)
			result = header->avp_value->u32;
		else if (header->avp_code == 277 && !header->avp_vendor)
			session_state = header->avp_value->i32;
		else if (header->avp_code == 1445 && header->avp_vendor == S13_VENDOR)
			status = header->avp_value->i32;
		else if (header->avp_code == 264 && !header->avp_vendor)
			snprintf(from, sizeof from, "%.*s", (int)header->avp_value->os.len, (char *)header->avp_value->os.data);
	}
	if (experimental >= 0)
		snprintf(experimental_text, sizeof experimental_text, "%ld/%ld", vendor, experimental);
	printf("ANSWER %ld %s result=%s experimental=%s status=%s session-state=%s flags=0x%02x from=%s\n", pending->number,
		pending->equipment.imei, number_or_dash(result, a, sizeof a), experimental_text, number_or_dash(status, b, sizeof b),
		number_or_dash(session_state, c, sizeof c), message_header->msg_flags, from);
	fflush(stdout);
	__sync_fetch_and_add(&answered, 1);
	fd_msg_free(*message);
	*message = NULL;
	finish(pending);
}

static void on_timeout(void *data, DiamId_t to, size_t to_length, struct msg **request)
{
	struct pending *pending = data;
	(void)to; (void)to_length;

	printf("TIMEOUT %ld %s\n", pending->number, pending->equipment.imei);
	fflush(stdout);
	__sync_fetch_and_add(&timed_out, 1);
	fd_msg_free(*request);
	*request = NULL;
	finish(pending);
}

static int given(const char *text)
{
	return *text && strcmp(text, "-");
}

static int send_request(struct pending *pending)
{
	struct equipment *equipment = &pending->equipment;
	struct msg *message;
	struct avp *terminal_information;
	struct timespec until;

	CHECK_FCT( fd_msg_new(s13.request, MSGFL_ALLOC_ETEID, &message) );
	CHECK_FCT( fd_msg_new_session(message, (os0_t)"s13", 3) );
	if (application_id)
		CHECK_FCT( s13_add_application_id(message) );
	CHECK_FCT( s13_add_unsigned32(message, s13.auth_session_state, NO_STATE_MAINTAINED) );
	CHECK_FCT( fd_msg_add_origin(message, 0) );
	if (*destination_host)
		CHECK_FCT( s13_add_text(message, s13.destination_host, destination_host) );
	CHECK_FCT( s13_add_text(message, s13.destination_realm, realm) );
	CHECK_FCT( fd_msg_avp_new(s13.terminal_information, 0, &terminal_information) );
	if (given(equipment->imei))
		CHECK_FCT( s13_add_text(terminal_information, s13.imei, equipment->imei) );
	if (given(equipment->software_version))
		CHECK_FCT( s13_add_text(terminal_information, s13.software_version, equipment->software_version) );
	CHECK_FCT( fd_msg_avp_add(message, MSG_BRW_LAST_CHILD, terminal_information) );
	if (given(equipment->user_name))
		CHECK_FCT( s13_add_text(message, s13.user_name, equipment->user_name) );
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += timeout_seconds;
	return fd_msg_send_timeout(&message, on_answer, pending, on_timeout, &until);
}

static int open_peers(void)
{
	struct fd_list *item;
	int count = 0;

	pthread_rwlock_rdlock(&fd_g_peers_rw);
	for (item = fd_g_peers.next; item != &fd_g_peers; item = item->next)
		if (fd_peer_get_state((struct peer_hdr *)item) == STATE_OPEN)
			count++;
	pthread_rwlock_unlock(&fd_g_peers_rw);
	return count;
}

static int wait_for_peer(void)
{
	struct timespec now, start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!open_peers()) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - start.tv_sec > wait_seconds) {
			printf("NOPEER\n");
			return -1;
		}
		usleep(2000);
	}
	printf("OPEN peers=%d\n", open_peers());
	return 0;
}

static void *run(void *unused)
{
	(void)unused;
	fd_log_threadname("s13_mme");
	fd_core_waitstartcomplete();
	if (wait_for_peer() == 0) {
		long sent = 0;

		for (long i = 0; i < requests; i++) {
			struct pending *pending = calloc(1, sizeof *pending);

			pending->number = i;
			if (line_count)
				pending->equipment = lines[i % line_count];
			else
				snprintf(pending->equipment.imei, sizeof pending->equipment.imei, "%014llu", 35693803564380ull + (unsigned long long)i);
			sem_wait(&in_flight);
			if (send_request(pending))
				break;
			sent++;
		}
		for (long i = 0; i < window; i++)
			sem_wait(&in_flight);
		printf("DONE sent=%ld answered=%ld timeout=%ld\n", sent, answered, timed_out);
		fflush(stdout);
		if (hold)
			sleep((unsigned)hold);
	}
	fflush(stdout);
	fd_core_shutdown();
	return NULL;
}

static int read_equipment(const char *path)
{
	char line[256];
	FILE *file = fopen(path, "r");

	if (!file) {
		LOG_E("s13_mme: cannot open %s", path);
		return ENOENT;
	}
	while (fgets(line, sizeof line, file)) {
		char *rest = line, *field;

		line[strcspn(line, "\r\n")] = 0;
		if (!*line || *line == '#')
			continue;
		lines = realloc(lines, (line_count + 1) * sizeof *lines);
		memset(&lines[line_count], 0, sizeof *lines);
		snprintf(lines[line_count].imei, sizeof lines->imei, "%s", strsep(&rest, ","));
		if ((field = strsep(&rest, ",")))
			snprintf(lines[line_count].software_version, sizeof lines->software_version, "%s", field);
		if ((field = strsep(&rest, ",")))
			snprintf(lines[line_count].user_name, sizeof lines->user_name, "%s", field);
		line_count++;
	}
	fclose(file);
	return 0;
}

static void number_option(const char *options, const char *name, long *number)
{
	char buffer[32];

	if (s13_option(options, name, buffer, sizeof buffer))
		*number = atol(buffer);
}

static int s13_mme_entry(char *options)
{
	char path[512];
	long with_application_id = 1;

	if (s13_option(options, "equipment", path, sizeof path))
		CHECK_FCT( read_equipment(path) );
	requests = line_count ? (long)line_count : 1;
	s13_option(options, "realm", realm, sizeof realm);
	s13_option(options, "destination-host", destination_host, sizeof destination_host);
	number_option(options, "requests", &requests);
	number_option(options, "window", &window);
	number_option(options, "hold", &hold);
	number_option(options, "wait", &wait_seconds);
	number_option(options, "timeout", &timeout_seconds);
	number_option(options, "application-id", &with_application_id);
	application_id = with_application_id != 0;
	if (!*realm) {
		LOG_E("s13_mme: realm= is required");
		return EINVAL;
	}
	sem_init(&in_flight, 0, (unsigned)window);
	CHECK_FCT( s13_load_dictionary() );
	CHECK_FCT( fd_disp_app_support(s13.application, s13.vendor, 1, 0) );
	CHECK_POSIX( pthread_create(&thread, NULL, run, NULL) );
	return 0;
}

void fd_ext_fini(void)
{
}

EXTENSION_ENTRY("s13_mme", s13_mme_entry);
