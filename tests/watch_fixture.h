/* watch_fixture.h - packets to a watch through the whole engine, and what it told last. */
#pragma once

#include "synth/draft.h"
#include "watch/watch.h"

#define MILLI INT64_C(1000000)
#define SECOND INT64_C(1000000000)

/* What was found of one type: how often, and the last of it. */
struct told {
	const char *type;
	unsigned n;
	int64_t numbers[FIELDS_MAX];
	char first_text[64], why[1024];
	struct addr src, dst;
	const struct finding_type *of;
};
extern struct told told;
extern int64_t now_ns; /* when the next packet comes */

void watch_begin(const char *type);
/* From here on packets wait, and come in one batch at the end; the time of each is kept. */
void watch_hold(void);
unsigned watch_finish(void); /* how many were found */
void watch_done(void);
int64_t watch_number(const char *field);
struct addr host(uint32_t i); /* 192.0.2.i */
struct addr server(uint32_t i); /* 198.51.100.i */
void udp(struct addr src, uint16_t sport, struct addr dst, uint16_t dport,
	const struct draft *d);
void tcp(struct addr src, uint16_t sport, struct addr dst, uint16_t dport, uint8_t flags);
