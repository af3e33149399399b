/* sql.c - any bytes as a value: a verdict that is sound, the same each time, in bounded
 * memory. */
#include "sql/sql.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct sql_scratch scratch;
	struct sql_verdict first, again;

	bool hit = sql_judge(bytes_of(at, len), &scratch, &first);
	must(hit == (first.rule != NULL));
	must(hit == (first.class != SQL_NONE));
	must(first.class < SQL_CLASS_COUNT && sql_class_name(first.class));
	must(strlen(first.fingerprint) <= SQL_FINGERPRINT_MAX);
	must(first.depth <= SQL_DECODE_MAX);
	/* what the scratch held before makes no difference */
	must(sql_judge(bytes_of(at, len), &scratch, &again) == hit);
	must(again.rule == first.rule && again.class == first.class);
	return 0;
}
