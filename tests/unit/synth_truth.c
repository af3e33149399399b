/* synth_truth.c - every scene's truth against the straight counter of synth_naive.h. */
#include "unit/synth_naive.h"

/* --- comparing -------------------------------------------------------------------------
 */

static const char *made_in; /* a temporary folder */

static uint64_t
measure(const struct count *at, const char *name)
{
	if (strcmp(name, "accesses") == 0)
		return at->accesses;
	if (strcmp(name, "packets") == 0)
		return at->packets;
	if (strcmp(name, "source_days") == 0)
		return at->source_days;
	assert_string_equal(name, "sources");
	return at->sources;
}

/* What follows from counts, or is found in packets, is proved by the figures. */
static bool
is_derived(const char *what)
{
	static const char *const derived[] = { "headline", "coverage", "attribution",
		"crossing", "share", "anomaly", "watch", "finding" };
	for (size_t i = 0; i < count_of(derived); i++)
		if (strcmp(what, derived[i]) == 0)
			return true;
	return false;
}

/* Each fact is in the count and each count in the facts. */
static void
compare(struct counter *c, const struct truth *truth, const char *scene, bool packets_only)
{
	size_t compared = 0;
	for (size_t i = 0; i < truth->n_facts; i++) {
		const struct fact *f = &truth->facts[i];
		struct count_key key = { 0 };
		if (is_derived(f->what))
			continue;
		(void)snprintf(key.month, sizeof(key.month), "%.7s", f->month);
		(void)snprintf(key.what, sizeof(key.what), "%s", f->what);
		(void)snprintf(key.key, sizeof(key.key), "%s", f->key);
		uint64_t counted = measure(count_at(c, &key), f->measure);
		if (counted != (uint64_t)f->value)
			fail_msg("%s: %s %s %s %s: truth %.0f, counted %ju", scene,
				f->month, f->what, f->key, f->measure, f->value,
				(uintmax_t)counted);
		compared++;
	}
	assert_true(compared > 10);
	for (size_t i = 0; i < c->counts.size && !packets_only; i++) {
		const uint8_t *slot = c->counts.slots + i * (c->counts.width + 8);
		const struct count *at = (const void *)(slot + 8);
		if (!*slot || strcmp(at->key.what, "seen-at") == 0)
			continue;
		if (!truth_find(
			    truth, at->key.month, at->key.what, at->key.key, "accesses"))
			fail_msg("%s: the truth has no %s %s %s", scene, at->key.month,
				at->key.what, at->key.key);
	}
}

static void
make_scene(const char *name, uint64_t seed, bool outage, struct scene_made *ret)
{
	const struct scene *scene = scene_find(name);
	struct scene_request request = { .path = made_in, .seed = seed, .outage = outage };
	struct err err = { "" };
	assert_non_null(scene);
	request.packets = scene->packets ? 60000 : 0;
	if (scene_make(scene, &request, ret, &err) < 0)
		fail_msg("%s: %s", name, err.text);
}

static bool
states_findings(const struct truth *truth)
{
	for (size_t i = 0; i < truth->n_facts; i++)
		if (strcmp(truth->facts[i].what, "finding") == 0)
			return true;
	return false;
}

static void
check_scene(const char *name, uint64_t seed, bool outage)
{
	auto_free struct counter *c = base_alloc(1, sizeof(*c));
	struct scene_made made;
	struct truth truth;
	struct err err = { "" };
	c->tuples = (struct set){ .width = sizeof(struct tuple),
		.key = offsetof(struct tuple, first) };
	c->counts = (struct set){ .width = sizeof(struct count),
		.key = sizeof(struct count_key) };
	c->distinct = (struct set){ .width = sizeof(struct distinct_key),
		.key = sizeof(struct distinct_key) };

	make_scene(name, seed, outage, &made);
	read_world(&c->world, &made);
	for (size_t i = 0; i < made.n_captures; i++)
		read_capture(c, made.captures[i]);
	assert_int_equal(c->frames, made.packets);
	assert_int_equal(truth_read(made.truth, &truth, &err), 0);
	count_all(c, strcmp(name, "syn-bins") == 0);
	/* A scene of detectors sends conversations and states findings, not counts. */
	if (truth_find(&truth, "", "all", "", "packets"))
		compare(c, &truth, name, strcmp(name, "darknet") == 0);
	else
		assert_true(states_findings(&truth));

	truth_done(&truth);
	scene_made_free(&made);
	free(c->tuples.slots);
	free(c->counts.slots);
	free(c->distinct.slots);
	free(c->packets);
}

static double
value_of(const struct truth *truth, const char *what, const char *key, const char *name)
{
	const struct fact *f = truth_find(truth, "2005-11", what, key, name);
	assert_non_null(f);
	return f->value;
}

/* The document's own figures, whatever the seed. */
static void
check_document(uint64_t seed, bool outage)
{
	struct scene_made made;
	struct truth truth;
	struct err err = { "" };
	make_scene("talot2-2005-11", seed, outage, &made);
	assert_int_equal(truth_read(made.truth, &truth, &err), 0);
	assert_int_equal(
		value_of(&truth, "headline", "", "accesses"), outage ? 537982 : 543415);
	assert_int_equal(value_of(&truth, "headline", "", "sensors"), 10);
	assert_int_equal(
		value_of(&truth, "headline", "", "sensor_days"), outage ? 297 : 300);
	assert_true(value_of(&truth, "headline", "", "sources_per_sensor_day") == 404);
	assert_int_equal(value_of(&truth, "headline", "", "accesses_per_sensor_day"), 1811);
	assert_int_equal(
		100 * value_of(&truth, "headline", "", "accesses_per_source") + 0.5, 448);
	if (!outage)
		for (int day = 12; day < 15; day++) {
			char key[32];
			(void)snprintf(key, sizeof(key), "point-07 2005-11-%d", day);
			assert_int_equal(
				value_of(&truth, "sensor-day", key, "accesses"), 1811);
			assert_int_equal(
				value_of(&truth, "sensor-day", key, "source_days"), 404);
		}
	assert_true(value_of(&truth, "excluded-port", "22/tcp", "accesses") > 10000);
	assert_true(value_of(&truth, "hour", "9", "accesses") >
		1.15 * value_of(&truth, "hour", "10", "accesses"));
	assert_true(value_of(&truth, "country-port", "JP 445/tcp", "accesses") >
		0.7 * value_of(&truth, "port", "445/tcp", "accesses"));
	truth_done(&truth);
	scene_made_free(&made);
}

static void
test_document(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed < 3; seed++)
		check_document(seed, false);
	check_document(1, true);
}

static void
test_small_scenes(void **state)
{
	(void)state;
	for (size_t i = 0; i < scene_count(); i++)
		if (strncmp(scene_at(i)->name, "talot2", 6) != 0)
			check_scene(scene_at(i)->name, 1 + i, false);
}

static void
test_talot2(void **state)
{
	(void)state;
	check_scene("talot2-2005-11", 7, true);
}

static bool
same_bytes(const char *a, const char *b)
{
	FILE *x = fopen(a, "rb"), *y = fopen(b, "rb");
	static char p[65536], q[65536];
	assert_true(x && y);
	bool same = true;
	for (size_t n = 1; same && n > 0;) {
		n = fread(p, 1, sizeof(p), x);
		same = fread(q, 1, sizeof(q), y) == n && memcmp(p, q, n) == 0;
	}
	(void)fclose(x);
	(void)fclose(y);
	return same;
}

/* The half-year's captures are those of its months (October stands for them), and in none
 * of them does anything but pop-ups change. */
static void
test_half_year(void **state)
{
	struct scene_made half;
	struct truth truth;
	struct err err = { "" };
	double days[] = { 300, 310, 310, 300, 310, 300 };
	(void)state;
	make_scene("talot2-half-year", 1, false, &half);
	assert_int_equal(half.n_captures, 6);
	assert_int_equal(truth_read(half.truth, &truth, &err), 0);
	for (int i = 0; i < 6; i++) {
		char month[16], name[32];
		struct scene_made one;
		(void)snprintf(month, sizeof(month), "2005-%02d", 6 + i);
		(void)snprintf(name, sizeof(name), "talot2-%s", month);
		if (i == 4) {
			make_scene(name, 1, false, &one);
			assert_true(same_bytes(half.captures[i], one.captures[0]));
			scene_made_free(&one);
		}
		double all = truth_find(&truth, month, "all", "", "accesses")->value;
		double popups =
			truth_find(&truth, month, "group", "102x/103x udp", "accesses")
				->value;
		assert_true(all - popups == 1481 * days[i]);
	}
	truth_done(&truth);
	scene_made_free(&half);
}

static void
test_seeds(void **state)
{
	struct scene_made a, b;
	char kept[512];
	(void)state;
	make_scene("kinds", 1, false, &a);
	(void)snprintf(kept, sizeof(kept), "%s.kept", a.captures[0]);
	assert_int_equal(rename(a.captures[0], kept), 0);
	make_scene("kinds", 1, false, &b);
	assert_true(same_bytes(kept, b.captures[0]));
	scene_made_free(&b);
	make_scene("kinds", 2, false, &b);
	assert_false(same_bytes(kept, b.captures[0]));
	scene_made_free(&a);
	scene_made_free(&b);
}

static int
enter_folder(void **state)
{
	static char name[] = "/tmp/teiten-synth-XXXXXX";
	(void)state;
	made_in = mkdtemp(name);
	return made_in ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	auto_free char *find = base_printf("%s", made_in);
	char *const argv[] = { "rm", "-rf", find, NULL };
	pid_t child = fork();
	if (child == 0) {
		(void)execvp("rm", argv);
		_exit(127);
	}
	return child > 0 ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_scenes),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_talot2),
		cmocka_unit_test(test_half_year),
	};
	return cmocka_run_group_tests_name(
		"synth truth", tests, enter_folder, remove_folder);
}
