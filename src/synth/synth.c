/* synth.c - the scenes there are, and making one. */
#include "synth/stage.h"

#include <sys/stat.h>

extern const struct scene *const __start_scenes[];
extern const struct scene *const __stop_scenes[];

enum { SCENES_MAX = 256 };

static int
compare_scenes(const void *a, const void *b)
{
	const struct scene *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

size_t
scene_count(void)
{
	return (size_t)(__stop_scenes - __start_scenes);
}

const struct scene *
scene_at(size_t i)
{
	static const struct scene *sorted[SCENES_MAX];
	size_t n = scene_count();
	must(i < n && n <= SCENES_MAX);
	if (!sorted[0]) {
		memcpy(sorted, __start_scenes, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare_scenes);
	}
	return sorted[i];
}

const struct scene *
scene_find(const char *name)
{
	for (size_t i = 0; i < scene_count(); i++)
		if (strcmp(scene_at(i)->name, name) == 0)
			return scene_at(i);
	return NULL;
}

/* FILE.pcap gives FILE; a folder gives FOLDER/NAME. */
static char *
stem_of(const struct scene *scene, const char *path)
{
	size_t len = strlen(path);
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return base_printf("%s/%s", path, scene->name);
	if (len > 5 && strcmp(path + len - 5, ".pcap") == 0)
		len -= 5;
	return base_printf("%.*s", (int)len, path);
}

static int
make(struct stage *stage, struct err *err)
{
	int r = stage->scene->make(stage, err);
	if (r == 0 && (stage->n_events || stage->made.n_captures == 0))
		r = stage_capture(stage, "", err);
	if (r == 0)
		r = stage_write_geo(stage, err);
	if (r == 0)
		r = stage_write_config(stage, err);
	if (r == 0)
		r = stage_write_truth(stage, err);
	return r;
}

int
scene_make(const struct scene *scene, const struct scene_request *request,
	struct scene_made *ret, struct err *err)
{
	auto_free struct stage *stage = base_alloc(1, sizeof(*stage));
	stage->scene = scene;
	stage->request = request;
	stage->stem = stem_of(scene, request->path);
	random_seed(&stage->random, request->seed);
	int r = make(stage, err);
	if (r == 0)
		*ret = stage->made;
	else
		scene_made_free(&stage->made);
	free(stage->stem);
	free(stage->events);
	free(stage->blob);
	free(stage->ledger.entries);
	free(stage->facts);
	return r;
}

void
scene_made_free(struct scene_made *made)
{
	for (size_t i = 0; i < made->n_captures; i++)
		free(made->captures[i]);
	free(made->captures);
	free(made->config);
	free(made->geo);
	free(made->truth);
	*made = (struct scene_made){ 0 };
}
