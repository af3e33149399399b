/* synth.c - teiten synth: captures with known ground truth. */
#include "cmd/verb.h"
#include "synth/synth.h"

static int
list(const struct invocation *in)
{
	static const char *const names[] = { "name", "shows", "summary" };
	enum table_format format;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	struct table *t = table_begin(stdout, format, names, count_of(names));
	for (size_t i = 0; i < scene_count(); i++) {
		table_text(t, bytes_text(scene_at(i)->name));
		table_text(t, bytes_text(scene_at(i)->shows));
		table_text(t, bytes_text(scene_at(i)->summary));
		table_row(t);
	}
	return table_end(t) < 0 ? fail(in, "cannot write the list") : EXIT_OK;
}

static int
make(const struct invocation *in, const struct scene *scene)
{
	struct scene_request request = { .path = opt(in, "output"),
		.outage = opt(in, "outage") };
	struct scene_made made;
	struct err err = { "" };
	int status = opt_number(in, "seed", 0, UINT64_MAX, 1, &request.seed);
	if (status == EXIT_OK)
		status = opt_number(
			in, "packets", 1, UINT64_C(10000000000), 0, &request.packets);
	if (status != EXIT_OK)
		return status;
	if (!request.path)
		return usage(in, "say where to write: -o FILE.pcap");
	if (request.packets && !scene->packets)
		return usage(
			in, "'%s' has a size of its own: -n is not for it", scene->name);
	if (request.outage && !scene->takes_outage)
		return usage(in, "'%s' has no outage to leave out", scene->name);

	if (scene_make(scene, &request, &made, &err) < 0)
		return fail(in, "%s", err.text);
	for (size_t i = 0; i < made.n_captures; i++)
		(void)printf("%s\n", made.captures[i]);
	(void)printf("%s\n%s\n%s\n", made.config, made.geo, made.truth);
	scene_made_free(&made);
	return fflush(stdout) == 0 ? EXIT_OK : fail(in, "cannot write to standard output");
}

static int
run(const struct invocation *in)
{
	const char *name = arg_at(in, 0);
	if (strcmp(name, "list") == 0)
		return list(in);
	const struct scene *scene = scene_find(name);
	if (!scene)
		return usage(in, "there is no scene '%s': see 'teiten synth list'", name);
	return make(in, scene);
}

VERB(synth) = {
	.name = "synth",
	.args = "list|SCENE",
	.summary = "write a capture whose ground truth is known",
	.min_args = 1,
	.max_args = 1,
	.options = {
		{ "output", 'o', "FILE", "the capture; its description and truth go beside it" },
		{ "seed", 's', "NUMBER", "the same seed writes the same bytes (default 1)" },
		{ "packets", 'n', "NUMBER", "how many, for scenes of any size" },
		{ "outage", 0, NULL, "leave out three days of one sensor" },
		{ "json", 0, NULL, "the list as JSON Lines" },
		{ "csv", 0, NULL, "the list as CSV" },
	},
	.run = run,
};
