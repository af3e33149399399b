/* asking.c - what the verbs that open a lake share. */
#include "cmd/asking.h"

const char *
opt_lake(const struct invocation *in)
{
	const char *dir = opt(in, "lake") ? opt(in, "lake") : getenv("TEITEN_LAKE");
	return dir && *dir ? dir : "lake";
}

void
table_value(struct table *t, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NULL:
		table_null(t);
		break;
	case VALUE_INT:
		table_int(t, v->i);
		break;
	case VALUE_UINT:
		table_uint(t, v->u);
		break;
	case VALUE_REAL:
		table_real(t, v->real);
		break;
	case VALUE_TEXT:
		table_text(t, v->text);
		break;
	}
}
