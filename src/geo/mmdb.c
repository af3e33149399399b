/* mmdb.c - a MaxMind-format file, walked once from end to end.
 *
 * The tree of such a file is a stranger's: each of its nodes is visited once, so that one
 * which leads back into itself ends.  IPv4 lives in the subtree below ::/96; other branches
 * into it (6to4, Teredo) are aliases and skipped.
 */
#include "geo/flat.h"

#include <ctype.h>
#include <strings.h>

#include <maxminddb.h>

enum { MEMO = 4096 };

/* Many networks share a record. */
struct memo {
	uint32_t offset;
	struct place place;
};

struct walk {
	MMDB_s *db;
	struct networks *to;
	struct err *err;
	uint8_t *seen; /* a bit a node */
	struct memo memo[MEMO];
};

static bool
get_text(MMDB_entry_s *entry, const char *const *path, struct bytes *ret)
{
	MMDB_entry_data_s data;
	if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
		data.type != MMDB_DATA_TYPE_UTF8_STRING)
		return false;
	*ret = bytes_of(data.utf8_string, data.data_size);
	return true;
}

#define PATH(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* MaxMind's own layout, then the flat one of others. */
static uint16_t
get_country(MMDB_entry_s *entry)
{
	struct bytes code;
	if ((get_text(entry, PATH("country", "iso_code"), &code) ||
		    get_text(entry, PATH("registered_country", "iso_code"), &code) ||
		    get_text(entry, PATH("country_code"), &code) ||
		    get_text(entry, PATH("country"), &code)) &&
		code.len == 2 && isalnum(code.at[0]) && isalnum(code.at[1]))
		return (uint16_t)(toupper(code.at[0]) << 8 | toupper(code.at[1]));
	return 0;
}

static uint32_t
get_asn(MMDB_entry_s *entry)
{
	MMDB_entry_data_s data;
	if (MMDB_aget_value(entry, &data, PATH("autonomous_system_number")) ==
			MMDB_SUCCESS &&
		data.has_data && data.type == MMDB_DATA_TYPE_UINT32)
		return data.uint32;
	struct bytes text;
	if (!get_text(entry, PATH("asn"), &text) || text.len < 3 ||
		strncasecmp((const char *)text.at, "AS", 2) != 0)
		return 0;
	uint64_t asn = 0;
	for (size_t i = 2; i < text.len && asn <= UINT32_MAX; i++) {
		if (!isdigit(text.at[i]))
			return 0;
		asn = asn * 10 + (uint64_t)(text.at[i] - '0');
	}
	return asn <= UINT32_MAX ? (uint32_t)asn : 0;
}

static struct place
place_of(struct walk *w, MMDB_entry_s *entry)
{
	struct memo *memo = &w->memo[entry->offset * UINT32_C(2654435761) >> 20];
	if (memo->offset == entry->offset + 1)
		return memo->place;
	struct place place = { get_country(entry), get_asn(entry) };
	struct bytes name;
	if (place.asn &&
		(get_text(entry, PATH("autonomous_system_organization"), &name) ||
			get_text(entry, PATH("as_name"), &name)))
		networks_name(w->to, place.asn, (const char *)name.at, name.len);
	*memo = (struct memo){ entry->offset + 1, place };
	return place;
}

static int
add_record(struct walk *w, MMDB_entry_s *entry, struct addr a, int depth, bool v4_tree)
{
	if (v4_tree)
		a = (struct addr){ 0, UINT64_C(0xffff00000000) | a.hi >> 32 };
	int len = v4_tree ? depth + 96 : depth;
	/* ::/96 of a tree of IPv6 is IPv4. */
	if (!v4_tree && len >= 96 && a.hi == 0 && a.lo >> 32 == 0)
		a.lo |= UINT64_C(0xffff00000000);
	struct place place = place_of(w, entry);
	if (place.country == 0 && place.asn == 0)
		return 0;
	return networks_add(w->to, (struct prefix){ a, (uint8_t)len }, place, 0, w->err);
}

static int
visit(struct walk *w, uint32_t node, struct addr a, int depth, int depth_max)
{
	const uint32_t count = w->db->metadata.node_count;
	if (node >= count || depth >= depth_max)
		return err_set(w->err, EINVAL, "its tree is damaged");
	if (w->seen[node / 8] & 1 << node % 8)
		return 0;
	w->seen[node / 8] |= (uint8_t)(1 << node % 8);
	MMDB_search_node_s s;
	if (MMDB_read_node(w->db, node, &s) != MMDB_SUCCESS)
		return err_set(w->err, EINVAL, "its tree is damaged");
	for (int side = 0; side < 2; side++) {
		uint8_t type = side ? s.right_record_type : s.left_record_type;
		uint64_t record = side ? s.right_record : s.left_record;
		MMDB_entry_s *entry = side ? &s.right_record_entry : &s.left_record_entry;
		int bit = depth;
		struct addr to = a;
		if (side && bit < 64)
			to.hi |= UINT64_C(1) << (63 - bit);
		else if (side)
			to.lo |= UINT64_C(1) << (127 - bit);
		int e = 0;
		if (type == MMDB_RECORD_TYPE_SEARCH_NODE)
			e = visit(w, (uint32_t)record, to, depth + 1, depth_max);
		else if (type == MMDB_RECORD_TYPE_DATA)
			e = add_record(w, entry, to, depth + 1, depth_max == 32);
		else if (type != MMDB_RECORD_TYPE_EMPTY)
			e = err_set(w->err, EINVAL, "its tree is damaged");
		if (e < 0)
			return e;
	}
	return 0;
}

int
read_mmdb(const char *path, struct networks *ret, struct err *err)
{
	MMDB_s db;
	int status = MMDB_open(path, MMDB_MODE_MMAP, &db);
	if (status != MMDB_SUCCESS)
		return err_set(
			err, EINVAL, "cannot read '%s': %s", path, MMDB_strerror(status));
	auto_free struct walk *w = base_alloc(1, sizeof(*w));
	auto_free uint8_t *seen = base_alloc(db.metadata.node_count / 8 + 1, 1);
	w->db = &db;
	w->to = ret;
	w->err = err;
	w->seen = seen;
	int e = visit(
		w, 0, (struct addr){ 0, 0 }, 0, db.metadata.ip_version == 4 ? 32 : 128);
	(void)snprintf(ret->origin.source, sizeof(ret->origin.source), "%s",
		db.metadata.database_type ? db.metadata.database_type : "MaxMind");
	(void)day_format(
		(int32_t)(db.metadata.build_epoch / 86400 % INT32_MAX), ret->origin.date);
	MMDB_close(&db);
	return e < 0 ? err_wrap(err, e, "%s", path) : 0;
}
