/* talk.h - datagrams and TCP conversations for scenes of detectors: both directions, with
 * the handshake and the goodbye that real ones have.  They go into the capture alone; what
 * must be found in them is the scene's to say, by stage_fact(). */
#pragma once

#include "synth/stage.h"

/* Where a packet goes and how it looks. */
struct talk_end {
	struct addr addr;
	uint16_t port;
};

void talk_udp(struct stage *stage, int64_t time_ns, struct talk_end from,
	struct talk_end to, uint8_t ttl, struct bytes payload);

/* A conversation; its clock moves on by `gap_ns` with each packet. */
struct talk {
	struct stage *stage;
	struct talk_end client, server;
	int64_t time_ns, gap_ns;
	uint32_t seq[2]; /* client, server */
	uint8_t ttl[2];
};

/* The handshake, at once. */
struct talk talk_begin(struct stage *stage, int64_t time_ns, struct talk_end client,
	struct talk_end server);
/* In segments of at most 1,400 bytes. */
void talk_say(struct talk *t, bool client, struct bytes data);
/* The same of a text. */
void talk_client(struct talk *t, const char *text);
void talk_server(struct talk *t, const char *text);
void talk_end(struct talk *t); /* FIN from both */
void talk_reset(struct talk *t, bool client);

/* A lone TCP packet without payload. */
void talk_tcp(struct stage *stage, int64_t time_ns, struct talk_end from,
	struct talk_end to, uint8_t flags, uint32_t seq, uint16_t window);

struct addr talk_addr(const char *text);

/* The truth of a scene: so many findings of a type in the scene's month. */
void talk_expect(
	struct stage *stage, const char *month, const char *type, unsigned findings);
