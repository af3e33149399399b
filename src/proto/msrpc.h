/* msrpc.h - packets of connection-oriented DCE/RPC (C706), over TCP or out of a pipe. */
#pragma once

#include "base/base.h"

enum msrpc_type { MSRPC_REQUEST = 0, MSRPC_BIND = 11, MSRPC_ALTER_CONTEXT = 14 };

struct msrpc_packet {
	uint8_t type, flags;
	bool little;
	struct bytes body; /* behind the common header; cut where the bytes are */
};

/* The packet where the cursor stands, which then stands after it; false when there is none.
 */
bool msrpc_next(struct cursor *c, struct msrpc_packet *ret);

struct msrpc_uuid {
	uint32_t low;
	uint16_t mid, high;
	uint8_t rest[8];
};

struct msrpc_context {
	uint16_t id;
	struct msrpc_uuid interface;
};

/* The contexts that a bind asks for; gives how many, `max` at most. */
size_t msrpc_contexts(const struct msrpc_packet *p, struct msrpc_context *ret, size_t max);

struct msrpc_request {
	uint16_t context, opnum;
	struct bytes stub;
};

bool msrpc_request_read(const struct msrpc_packet *p, struct msrpc_request *ret);
bool msrpc_uuid_equal(const struct msrpc_uuid *a, const struct msrpc_uuid *b);
