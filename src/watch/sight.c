/* sight.c - which sensor a packet concerns: the one it came to, else the one that sent it.
 */
#include "watch/watch.h"

static const struct sensor *
concerned(const struct site *site, const struct decoded *d, bool *ret_arrived)
{
	const struct packet *pkt = decoded_innermost(d);
	const struct sensor *s = site_sensor_of(site, pkt->dst);
	*ret_arrived = s != NULL;
	if (!s)
		s = site_sensor_of(site, pkt->src);
	if (s || !d->tunnelled)
		return s;
	/* What a tunnel to a sensor holds is evidence for that sensor. */
	s = site_sensor_of(site, d->outer.dst);
	*ret_arrived = s != NULL;
	return s ? s : site_sensor_of(site, d->outer.src);
}

const struct sensor *
sights_add(struct sights *s, const struct site *site, const struct sensor *only,
	const struct decoded *d, const struct origin *origin)
{
	bool arrived;
	const struct sensor *sensor = concerned(site, d, &arrived);
	const struct sensor *outer = arrived && !d->tunnelled ? sensor : NULL;
	if (!sensor || (only && sensor != only))
		return outer;
	must(s->n < SIGHTS_MAX);
	struct seen *seen = &s->seen[s->n++];
	*seen = (struct seen){ decoded_innermost(d), sensor, *origin, arrived };
	seen->origin.sensor = sensor->index;
	return outer;
}
