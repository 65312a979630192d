/* raw_server PORT
 *
 * The least that a server can do and still speak S13: answers CER, DWR and DPR, and every ECR with SUCCESS and "white",
 * with all the AVPs of an ECA. It checks nothing and looks nothing up. One thread, epoll, one read and one write for all the
 * messages that have come. What it reaches is the ceiling of machine, loopback and load generator together.
 *
 * Listens on 127.0.0.1 only; PORT 0 takes a free one. Prints "ready 127.0.0.1:PORT". Ends with SIGTERM.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_SIZE = 256 * 1024, OUT_SIZE = 1024 * 1024, LONGEST_ANSWER = 4096, HEADER = 20 };
enum { CAPABILITIES_EXCHANGE = 257, ME_IDENTITY_CHECK = 324 };
enum { MANDATORY = 0x40, VENDOR = 0x80, PROXIABLE = 0x40, THREE_GPP = 10415, S13 = 16777252 };

struct connection {
	int socket;
	size_t in_end, out_start, out_end;
	uint8_t in[IN_SIZE], out[OUT_SIZE];
};

enum flushed { LOST = -1, DONE, BLOCKED };

/* The parts of the answers that are always the same. */
static uint8_t check_tail[512], base_part[512], application[64];
static size_t check_tail_size, base_part_size, application_size;

static uint32_t get24(const uint8_t *p)
{
	return (uint32_t)(p[0] << 16 | p[1] << 8 | p[2]);
}

static void put24(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 16);
	p[1] = (uint8_t)(value >> 8);
	p[2] = (uint8_t)value;
}

static void put32(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 24);
	put24(p + 1, value);
}

static uint8_t *put_avp(uint8_t *p, uint32_t code, uint32_t vendor, uint8_t flags, const void *data, size_t size)
{
	size_t header = vendor ? 12 : 8, end = header + size;

	put32(p, code);
	p[4] = (uint8_t)(flags | (vendor ? VENDOR : 0));
	put24(p + 5, (uint32_t)end);
	if (vendor)
		put32(p + 8, vendor);
	memcpy(p + header, data, size);
	while (end & 3)
		p[end++] = 0;
	return p + end;
}

static uint8_t *put_number(uint8_t *p, uint32_t code, uint32_t vendor, uint32_t value)
{
	uint8_t data[4];

	put32(data, value);
	return put_avp(p, code, vendor, MANDATORY, data, sizeof data);
}

static uint8_t *put_origin(uint8_t *p)
{
	static const char host[] = "eir.epc.mnc001.mcc001.3gppnetwork.org", realm[] = "epc.mnc001.mcc001.3gppnetwork.org";

	p = put_avp(p, 264, 0, MANDATORY, host, strlen(host));
	return put_avp(p, 296, 0, MANDATORY, realm, strlen(realm));
}

static void prepare(void)
{
	uint8_t group[64], *p = put_number(put_number(group, 266, 0, THREE_GPP), 258, 0, S13);

	application_size = (size_t)(put_avp(application, 260, 0, MANDATORY, group, (size_t)(p - group)) - application);

	memcpy(check_tail, application, application_size);
	p = put_number(check_tail + application_size, 268, 0, 2001);
	p = put_origin(put_number(p, 277, 0, 1));
	check_tail_size = (size_t)(put_number(p, 1445, THREE_GPP, 0) - check_tail);

	base_part_size = (size_t)(put_origin(put_number(base_part, 268, 0, 2001)) - base_part);
}

static size_t write_answer(const uint8_t *request, size_t size, uint8_t *answer)
{
	uint32_t command = get24(request + 5);
	uint8_t *p = answer + HEADER;

	memcpy(answer, request, HEADER);
	answer[4] &= PROXIABLE;
	if (command == ME_IDENTITY_CHECK) {
		/* Session-Id stands first. */
		size_t session = size < HEADER + 8 ? 0 : (get24(request + HEADER + 5) + 3) & ~(size_t)3;
		if (session > size - HEADER || session > LONGEST_ANSWER / 2)
			session = 0;
		memcpy(p, request + HEADER, session);
		memcpy(p + session, check_tail, check_tail_size);
		p += session + check_tail_size;
	} else {
		memcpy(p, base_part, base_part_size);
		p += base_part_size;
		if (command == CAPABILITIES_EXCHANGE) {
			static const uint8_t address[] = { 0, 1, 127, 0, 0, 1 };
			p = put_avp(p, 257, 0, MANDATORY, address, sizeof address);
			p = put_number(p, 266, 0, THREE_GPP);
			p = put_avp(p, 269, 0, 0, "raw server", 10);
			p = put_number(p, 265, 0, THREE_GPP);
			memcpy(p, application, application_size);
			p += application_size;
		}
	}
	put24(answer + 1, (uint32_t)(p - answer));
	return (size_t)(p - answer);
}

static enum flushed flush_out(struct connection *c)
{
	while (c->out_start < c->out_end) {
		ssize_t sent = send(c->socket, c->out + c->out_start, c->out_end - c->out_start, MSG_NOSIGNAL);
		if (sent < 0)
			return errno == EAGAIN ? BLOCKED : LOST;
		c->out_start += (size_t)sent;
	}
	c->out_start = c->out_end = 0;
	return DONE;
}

/* Answers the complete messages that have come, and keeps the rest. */
static enum flushed answer_all(struct connection *c)
{
	enum flushed state = DONE;
	size_t start = 0;

	while (state == DONE && c->in_end - start >= HEADER) {
		size_t size = get24(c->in + start + 1);
		if (size < HEADER || size > IN_SIZE)
			return LOST;
		if (c->in_end - start < size)
			break;
		if (c->out_end + LONGEST_ANSWER > OUT_SIZE && (state = flush_out(c)) != DONE)
			break;
		c->out_end += write_answer(c->in + start, size, c->out + c->out_end);
		start += size;
	}
	c->in_end -= start;
	memmove(c->in, c->in + start, c->in_end);
	return state == DONE ? flush_out(c) : state;
}

static enum flushed serve(struct connection *c)
{
	enum flushed state = flush_out(c);

	if (state == DONE)
		state = answer_all(c);
	while (state == DONE) {
		ssize_t received = recv(c->socket, c->in + c->in_end, IN_SIZE - c->in_end, 0);
		if (received < 0 && errno == EAGAIN)
			break;
		if (received <= 0)
			return LOST;
		c->in_end += (size_t)received;
		state = answer_all(c);
		/* Little came: there is hardly more. If there is, epoll says so. */
		if (received < IN_SIZE / 2)
			break;
	}
	return state;
}

static void accept_connection(int listener, int poller)
{
	int yes = 1, socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	struct connection *c;
	struct epoll_event event;

	if (socket < 0)
		return;
	setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (!(c = malloc(sizeof *c))) {
		close(socket);
		return;
	}
	c->socket = socket;
	c->in_end = c->out_start = c->out_end = 0;
	event = (struct epoll_event){ .events = EPOLLIN, .data.ptr = c };
	epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof address;
	int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poller = epoll_create1(0);
	struct epoll_event event = { .events = EPOLLIN }, events[128];

	if (argc != 2) {
		fprintf(stderr, "usage: raw_server PORT\n");
		return 2;
	}
	prepare();
	address.sin_port = htons((uint16_t)atoi(argv[1]));
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(listener, (void *)&address, size) || listen(listener, 512) || getsockname(listener, (void *)&address, &size)) {
		perror("raw_server");
		return 1;
	}
	printf("ready 127.0.0.1:%u\n", ntohs(address.sin_port));
	fflush(stdout);
	epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
	for (;;) {
		int count = epoll_wait(poller, events, 128, -1);
		for (int i = 0; i < count; i++) {
			struct connection *c = events[i].data.ptr;
			enum flushed state;

			if (!c) {
				accept_connection(listener, poller);
				continue;
			}
			state = serve(c);
			if (state == LOST) {
				close(c->socket);
				free(c);
			} else if (state == BLOCKED || events[i].events & EPOLLOUT) {
				event = (struct epoll_event){ .events = state == BLOCKED ? EPOLLOUT : EPOLLIN, .data.ptr = c };
				epoll_ctl(poller, EPOLL_CTL_MOD, c->socket, &event);
			}
		}
	}
}
