/* gnutella.c - Gnutella, by the greeting of either side or the request for a file. */
#include "detect/detect.h"

enum { KIND, AGENT };

static bool
begins(struct bytes text, const char *with)
{
	size_t len = strlen(with);
	return text.len >= len && memcmp(text.at, with, len) == 0;
}

/* "GET /get/NUMBER/NAME" with a header that names Gnutella, or by the hash of the file. */
static bool
is_download(struct bytes head)
{
	return begins(head, "GET /uri-res/N2R?urn:sha1:") ||
		(begins(head, "GET /get/") && memmem(head.at, head.len, "nutella", 7));
}

static struct bytes
agent_of(struct bytes head)
{
	static const char name[] = "\nUser-Agent:";
	const uint8_t *at = memmem(head.at, head.len, name, sizeof(name) - 1);
	if (!at)
		return bytes_text("");
	at += sizeof(name) - 1;
	const uint8_t *end = head.at + head.len;
	while (at < end && *at == ' ')
		at++;
	size_t len = 0;
	while (at + len < end && at[len] != '\r' && at[len] != '\n' && len < 200)
		len++;
	return bytes_of(at, len);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		struct bytes head = s->side[side].head;
		bool asks = begins(head, "GNUTELLA CONNECT/");
		bool answers = begins(head, "GNUTELLA/0.") || begins(head, "GNUTELLA OK");
		if (!asks && !answers && !is_download(head))
			continue;
		struct finding f = finding_begin(in);
		f.values[KIND].text = bytes_text(asks ? "connect"
				: answers             ? "answer"
						      : "download");
		f.values[AGENT].text = agent_of(head);
		f.why = bytes_text(
			"a side begins with Gnutella's greeting or request for a file");
		finding_emit(in, &f);
		return;
	}
}

DETECTOR(gnutella) = {
	.type = {
		.name = "gnutella",
		.summary = "Gnutella",
		.summary_ja = "Gnutellaの通信",
		.method = "A TCP side begins with \"GNUTELLA CONNECT/\", \"GNUTELLA/0.\" or "
			  "\"GNUTELLA OK\", or with a request for a file in its form (GET "
			  "/get/ and the word nutella, or /uri-res/N2R?urn:sha1:).  The "
			  "bytes do not happen by chance.",
		.fields = {
			[KIND] = { "kind", FIELD_TEXT, "connect, answer or download" },
			[AGENT] = { "agent", FIELD_TEXT, "User-Agent of that side" },
		},
	},
	.stream = stream,
};
