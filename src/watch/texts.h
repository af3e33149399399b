/* texts.h - what a tally keeps of texts, which come and go with each finding.  Private to
 * the room. */
#pragma once

#include "watch/watch.h"

enum { TEXT_KEPT_MAX = 200 };

struct text_kept {
	uint16_t len;
	char at[TEXT_KEPT_MAX];
};

static inline void
text_keep_longest(struct text_kept *t, struct bytes text)
{
	size_t len = text.len < TEXT_KEPT_MAX ? text.len : TEXT_KEPT_MAX;
	if (len <= t->len)
		return;
	memcpy(t->at, text.at, len);
	t->len = (uint16_t)len;
}

static inline void
text_keep_first(struct text_kept *t, struct bytes text)
{
	if (t->len == 0)
		text_keep_longest(t, text);
}

static inline struct bytes
text_show(struct inspection *in, const struct text_kept *t)
{
	return scratch_copy(in, bytes_of(t->at, t->len));
}

/* A text as a value for a sketch or a key. */
static inline uint64_t
text_hash(struct bytes text)
{
	uint64_t hash = 1469598103934665603U;
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ text.at[i]) * 1099511628211U;
	return hash;
}

static inline const struct field_value *
finding_value(const struct finding *f, const char *name)
{
	return &f->values[finding_type_field(f->type, name)];
}
