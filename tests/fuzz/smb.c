/* smb.c - any bytes as a stream of SMB 1 and as packets of DCE/RPC: views lie inside, and
 * there is an end.
 */
#include "proto/msrpc.h"
#include "proto/smb.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

enum { CONTEXTS = 4 };

static bool
inside(struct bytes view, struct bytes all)
{
	return view.len == 0 ||
		(view.at >= all.at && view.at + view.len <= all.at + all.len);
}

static void
read_packets(struct bytes all)
{
	struct cursor c = cursor_over(all);
	struct msrpc_packet p;
	struct msrpc_context contexts[CONTEXTS];
	struct msrpc_request r;
	size_t n = 0;
	while (cursor_left(&c) > 0 && msrpc_next(&c, &p)) {
		must(++n <= all.len && inside(p.body, all));
		must(msrpc_contexts(&p, contexts, CONTEXTS) <= CONTEXTS);
		if (msrpc_request_read(&p, &r))
			must(inside(r.stub, p.body));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes all = bytes_of(at, len);
	struct cursor c = cursor_over(all);
	struct smb_message m;
	size_t n = 0;
	while (smb_next(&c, &m)) {
		must(++n <= len && inside(m.words, all) && inside(m.all, all));
		struct bytes data = smb_pipe_data(&m);
		must(inside(data, m.all));
		read_packets(data);
		(void)smb_trans2_subcommand(&m);
		(void)smb_nt_trans_total(&m);
	}
	read_packets(all);
	return 0;
}
