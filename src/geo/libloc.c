/* libloc.c - IPFire Location, walked once from end to end.
 *
 * One look-up through the library costs as much as reading fifty networks, so it is asked
 * for all of them.
 */
#include "geo/flat.h"

#include <ctype.h>
#include <time.h>

#include <libloc/as.h>
#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>

static void
say_nothing(struct loc_ctx *ctx, int priority, const char *file, int line, const char *fn,
	const char *format, va_list args)
{
	(void)ctx, (void)priority, (void)file, (void)line, (void)fn, (void)format,
		(void)args;
}

static uint16_t
country_of(struct loc_network *network)
{
	const char *code = loc_network_get_country_code(network);
	if (!code || !isalnum((unsigned char)code[0]) || !isalnum((unsigned char)code[1]))
		return 0;
	return country_code(code);
}

static int
read_networks(struct loc_database *db, struct networks *ret, struct err *err)
{
	struct loc_database_enumerator *walk;
	if (loc_database_enumerator_new(&walk, db, LOC_DB_ENUMERATE_NETWORKS, 0) != 0)
		return err_set(err, EIO, "its networks cannot be listed");
	int e = 0;
	while (e == 0) {
		struct loc_network *network = NULL;
		if (loc_database_enumerator_next_network(walk, &network) != 0)
			e = err_set(err, EIO, "its networks cannot be read to their end");
		if (!network)
			break;
		const struct in6_addr *first = loc_network_get_first_address(network);
		unsigned int len = loc_network_prefix(network);
		if (loc_network_address_family(network) == AF_INET)
			len += 96;
		struct prefix prefix = { addr_v6(first->s6_addr), (uint8_t)len };
		struct place place = { country_of(network), loc_network_get_asn(network) };
		if (len > 128)
			e = err_set(err, EIO, "it holds a network of length %u", len);
		else
			e = networks_add(ret, prefix, place, 0, err);
		loc_network_unref(network);
	}
	loc_database_enumerator_unref(walk);
	return e;
}

static int
read_names(struct loc_database *db, struct networks *ret, struct err *err)
{
	struct loc_database_enumerator *walk;
	if (loc_database_enumerator_new(&walk, db, LOC_DB_ENUMERATE_ASES, 0) != 0)
		return err_set(err, EIO, "its network operators cannot be listed");
	for (;;) {
		struct loc_as *as = NULL;
		if (loc_database_enumerator_next_as(walk, &as) != 0 || !as)
			break;
		const char *name = loc_as_get_name(as);
		if (name)
			networks_name(ret, loc_as_get_number(as), name, strlen(name));
		loc_as_unref(as);
	}
	loc_database_enumerator_unref(walk);
	return 0;
}

int
read_libloc(const char *path, struct networks *ret, struct err *err)
{
	auto_file FILE *f = fopen(path, "re");
	if (!f)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	struct loc_ctx *ctx;
	if (loc_new(&ctx) != 0)
		return err_set(err, EIO, "libloc cannot be started");
	loc_set_log_fn(ctx, say_nothing);
	struct loc_database *db = NULL;
	int e = 0;
	if (loc_database_new(ctx, &db, f) != 0)
		e = err_set(err, EINVAL, "it is not a libloc database");
	if (e == 0)
		e = read_networks(db, ret, err);
	if (e == 0)
		e = read_names(db, ret, err);
	if (e == 0) {
		time_t created = loc_database_created_at(db);
		(void)snprintf(
			ret->origin.source, sizeof(ret->origin.source), "IPFire Location");
		(void)day_format((int32_t)(created / 86400), ret->origin.date);
	}
	if (db)
		loc_database_unref(db);
	loc_unref(ctx);
	return e < 0 ? err_wrap(err, e, "%s", path) : 0;
}
