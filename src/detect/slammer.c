/* slammer.c - overflow of the resolution service of SQL Server 2000 (MS02-039).
 *
 * One datagram to port 1434 names an instance that is longer than any can be.  Slammer, of
 * January 2003, is one such datagram of 376 bytes; it is still on its way.
 */
#include "detect/detect.h"

enum { PORT = 1434, ASK_INSTANCE = 4, NAME_MOST = 32, NAME_LEAST = 96, SLAMMER_LEN = 376 };
enum { FORM, NAME_LEN };

static void
packet(struct inspection *in, const struct packet *pkt)
{
	struct bytes b = pkt->payload;
	if (pkt->dport != PORT || b.len <= NAME_LEAST || b.at[0] != ASK_INSTANCE)
		return;
	const uint8_t *end = memchr(b.at + 1, '\0', b.len - 1);
	size_t len = end ? (size_t)(end - b.at) - 1 : b.len - 1;
	if (len < NAME_LEAST)
		return;
	struct finding f = finding_begin(in);
	/* The worm fills the name with one byte up to the return address. */
	size_t run = 1;
	while (run < len && b.at[1 + run] == b.at[1])
		run++;
	bool worm = b.len == SLAMMER_LEN && run == NAME_LEAST;
	f.values[FORM].text = bytes_text(worm ? "slammer" : "other");
	f.values[NAME_LEN].number = (int64_t)len;
	f.why = scratch_printf(in,
		"a question for an instance with a name of %zu bytes, and %d are allowed; "
		"the "
		"first %zu bytes are equal, the datagram has %zu (Slammer: %d and %d)",
		len, NAME_MOST, run, b.len, NAME_LEAST, SLAMMER_LEN);
	finding_emit(in, &f);
}

DETECTOR(slammer) = {
	.type = {
		.name = "slammer",
		.summary = "overflow of SQL Server's resolution service, as Slammer sends it",
		.summary_ja = "SQL Serverの名前解決サービスに対するバッファオーバーフロー(Slammer等)",
		.method =
			"A datagram to port 1434 whose first byte is 4 (which instance?) and whose "
			"name has no zero within 96 bytes; the protocol allows 32.  It is Slammer's "
			"form when 96 equal bytes begin the name and the datagram has 376 bytes.  "
			"Of random payloads to this port 1 in 370 passes as the other form, none "
			"as Slammer's.",
		.fields = {
			[FORM] = { "form", FIELD_TEXT, "slammer or other" },
			[NAME_LEN] = { "name_len", FIELD_NUMBER, "bytes of the instance's name" },
		},
	},
	.proto = IP_UDP,
	.min_len = NAME_LEAST + 1,
	.packet = packet,
};
