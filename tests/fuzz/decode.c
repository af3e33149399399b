/* decode.c - any bytes as a frame: a reason to drop it, or packets whose views lie inside.
 *
 * Two bytes choose the link type, one how much more the wire had.  Seeds: run
 * unit_decode_t with TEITEN_SEEDS=DIR.
 */
#include "decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
check_view(struct bytes view, const struct frame *f)
{
	must(view.len == 0 ||
		(view.at >= f->at && view.at + view.len <= f->at + f->caplen));
}

static void
check_packet(const struct packet *p, const struct frame *f)
{
	check_view(p->payload, f);
	check_view(p->transport, f);
	check_view(p->tcp_options, f);
	must(p->version == 4 || p->version == 6);
	must(!(p->later_fragment && p->first_fragment));
	must(p->len >= p->transport.len);
	enum kind kind = packet_kind(p);
	must((unsigned)kind < KIND_COUNT);
	must(packet_tool_marks(p) < 16);
	if (p->later_fragment || p->no_transport)
		must(kind == KIND_OTHER && packet_port(p, kind) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct decoded d;
	struct packet quoted;

	if (len < 3 || len > UINT16_MAX)
		return 0;
	struct frame f = { .time_ns = 1,
		.linktype = load_u16le(at),
		.at = at + 3,
		.caplen = (uint32_t)len - 3,
		.wirelen = (uint32_t)len - 3 + at[2] * 16u };
	enum drop drop = decode_frame(&f, &d);
	must((unsigned)drop < DROP_COUNT && drop_name(drop));
	if (drop)
		return 0;
	check_packet(&d.outer, &f);
	if (d.tunnelled)
		check_packet(&d.inner, &f);
	if (decode_quoted(decoded_innermost(&d), &quoted)) {
		check_view(quoted.payload, &f);
		check_view(quoted.transport, &f);
		must((unsigned)packet_kind(&quoted) < KIND_COUNT);
		packet_tool_marks(&quoted);
	}
	return 0;
}
