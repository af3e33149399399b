/* charset.c - which character set a short text of a stranger is in.
 *
 * GBK, EUC-JP and EUC-KR share their bytes, so validity alone says little: Chinese text is
 * nearly always valid Korean.  What differs is which characters come out.
 */
#include "proto/charset.h"

#include <unicode/ucnv.h>

enum { LOOKED_AT = 1024 };

static const struct {
	const char *name, *icu, *common;
} sets[] = {
	[CHARSET_ASCII] = { "ASCII", "US-ASCII", "" },
	[CHARSET_UTF8] = { "UTF-8", "UTF-8", "" },
	[CHARSET_GBK] = { "GBK", "GBK",
		"的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生"
		"会自着去之过家"
		"学对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方"
		"又如前所本见"
		"经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明"
		"其种声全工己"
		"话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政"
		"海口使教西再"
		"平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住"
		"员九请您系统"
		"网站免费注册下载电脑病毒安全登录点击联系客户服务软件更新中奖恭喜" },
	[CHARSET_CP932] = { "CP932", "windows-932", "" },
	[CHARSET_EUC_JP] = { "EUC-JP", "EUC-JP", "" },
	[CHARSET_EUC_KR] = { "EUC-KR", "windows-949",
		"이다는을가에의하고지한를은로기사시도서어자들나대리해스인라수정부일보여요습"
		"니있없그것안전"
		"게면오만상아원제주장구성동과으려무료컴퓨터전화바랍십시오세계적용프램클릭방"
		"문신공" },
	[CHARSET_LATIN1] = { "Latin-1", "windows-1252", "" },
	[CHARSET_UNKNOWN] = { "unknown", "US-ASCII", "" },
};

const char *
charset_name(enum charset charset)
{
	must((unsigned)charset < CHARSET_COUNT);
	return sets[charset].name;
}

static bool
is_kana(UChar32 c)
{
	return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fc);
}

static bool
is_hangul(UChar32 c)
{
	return c >= 0xac00 && c <= 0xd7a3;
}

static bool
is_han(UChar32 c)
{
	return c >= 0x4e00 && c <= 0x9fff;
}

/* Full-width signs and letters, which all three writings share. */
static bool
is_shared(UChar32 c)
{
	return (c >= 0x3000 && c <= 0x303f) || (c >= 0xff01 && c <= 0xff5e) ||
		(c >= 0x2010 && c <= 0x27ff) || c == 0xb7 || c == 0xd7;
}

static bool
is_common(enum charset set, UChar32 c)
{
	struct bytes all = bytes_text(sets[set].common);
	for (size_t pos = 0; pos < all.len;)
		if (utf8_next(all, &pos) == c)
			return true;
	return false;
}

/* --- decoding --------------------------------------------------------------------------
 */

struct decoder {
	UConverter *icu;
	const char *at, *end;
};

static bool
decoder_open(struct decoder *d, enum charset set, struct bytes text)
{
	UErrorCode code = U_ZERO_ERROR;
	d->icu = ucnv_open(sets[set].icu, &code);
	if (U_FAILURE(code))
		return false;
	ucnv_setToUCallBack(d->icu, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
	d->at = (const char *)text.at;
	d->end = d->at + text.len;
	return U_SUCCESS(code);
}

/* The next character, -1 for bytes that are none, of which one is passed; -2 at the end. */
static UChar32
decoder_next(struct decoder *d)
{
	UErrorCode code = U_ZERO_ERROR;
	if (d->at >= d->end)
		return -2;
	const char *from = d->at;
	UChar32 c = ucnv_getNextUChar(d->icu, &d->at, d->end, &code);
	if (U_SUCCESS(code))
		return c;
	ucnv_reset(d->icu);
	d->at = from + 1;
	return -1;
}

static void
decoder_close(struct decoder *d)
{
	if (d->icu)
		ucnv_close(d->icu);
}

/* --- choosing --------------------------------------------------------------------------
 */

/* What came out of decoding. */
struct tally {
	unsigned chars; /* beyond ASCII, without shared signs */
	unsigned kana, half_kana, han, hangul, common, letters, other;
	bool valid;
};

static void
note(struct tally *t, enum charset set, UChar32 c, UChar32 before)
{
	if (c < 0x80 || is_shared(c))
		return;
	t->chars++;
	t->kana += is_kana(c);
	t->half_kana += c >= 0xff61 && c <= 0xff9f;
	t->han += is_han(c);
	t->hangul += is_hangul(c);
	t->common += is_common(set, c);
	/* Letters of Latin-1 stand in words of ASCII letters. */
	t->letters +=
		c >= 0xc0 && c <= 0xff && ((before | 32) >= 'a' && (before | 32) <= 'z');
	t->other += !is_kana(c) && !is_han(c) && !is_hangul(c);
}

static struct tally
decode_as(enum charset set, struct bytes text)
{
	struct tally t = { .valid = false };
	struct decoder d = { NULL, NULL, NULL };
	UChar32 c = -1, before = ' ';
	if (decoder_open(&d, set, text)) {
		while ((c = decoder_next(&d)) >= 0) {
			note(&t, set, c, before);
			before = c;
		}
		t.valid = c == -2;
	}
	decoder_close(&d);
	return t;
}

/* How much the text looks like the language of the set, 0 to 2. */
static double
plausibility(enum charset set, const struct tally *t)
{
	if (!t->valid || t->chars == 0)
		return 0;
	double n = t->chars, kana = t->kana / n, common = t->common / n;
	switch (set) {
	case CHARSET_CP932:
	case CHARSET_EUC_JP: /* Japanese without kana is rare; half-width ones mean chance
			      */
		return t->half_kana * 2 > t->chars     ? 0
			: kana >= 0.15                 ? 1.2 + kana / 2 - t->half_kana / n
			: kana > 0 && t->han / n > 0.5 ? 0.5
						       : 0.05;
	case CHARSET_EUC_KR:
		return t->hangul / n < 0.9 ? 0 : 0.3 + common * 1.5 - t->other / n;
	case CHARSET_GBK:
		return t->han / n < 0.5 ? 0 : 0.3 + common * 1.5 - kana - t->other / n;
	case CHARSET_LATIN1:
		return t->letters / n >= 0.5 ? 0.9 : 0.02;
	default:
		return 0;
	}
}

static bool
is_ascii(struct bytes text)
{
	uint8_t any = 0;
	for (size_t i = 0; i < text.len; i++)
		any |= text.at[i];
	return any < 0x80;
}

enum charset
charset_of(struct bytes text)
{
	if (is_ascii(text))
		return CHARSET_ASCII;
	if (decode_as(CHARSET_UTF8, text).valid)
		return CHARSET_UTF8;
	/* A cut in the middle of a character must not make the rest invalid. */
	if (text.len > LOOKED_AT) {
		size_t len = LOOKED_AT;
		while (len > 0 && text.at[len - 1] >= 0x80)
			len--;
		text.len = len ? len : LOOKED_AT;
	}
	enum charset best = CHARSET_UNKNOWN;
	double most = 0;
	for (enum charset set = CHARSET_GBK; set <= CHARSET_LATIN1; set++) {
		struct tally t = decode_as(set, text);
		double p = plausibility(set, &t);
		if (p > most) {
			most = p;
			best = set;
		}
	}
	return best;
}

/* --- converting ------------------------------------------------------------------------
 */

static size_t
put_point(uint8_t *ret, UChar32 c)
{
	if (c < 0x80) {
		ret[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		ret[0] = (uint8_t)(0xc0 | c >> 6);
		ret[1] = (uint8_t)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		ret[0] = (uint8_t)(0xe0 | c >> 12);
		ret[1] = (uint8_t)(0x80 | (c >> 6 & 63));
		ret[2] = (uint8_t)(0x80 | (c & 63));
		return 3;
	}
	ret[0] = (uint8_t)(0xf0 | c >> 18);
	ret[1] = (uint8_t)(0x80 | (c >> 12 & 63));
	ret[2] = (uint8_t)(0x80 | (c >> 6 & 63));
	ret[3] = (uint8_t)(0x80 | (c & 63));
	return 4;
}

size_t
charset_to_utf8(struct bytes text, enum charset charset, uint8_t *ret, size_t size)
{
	struct decoder d = { NULL, NULL, NULL };
	size_t n = 0;
	UChar32 c;
	if (charset == CHARSET_ASCII && text.len <= size && is_ascii(text)) {
		if (text.len > 0)
			memcpy(ret, text.at, text.len);
		return text.len;
	}
	if (!decoder_open(&d, charset, text)) {
		decoder_close(&d);
		return 0;
	}
	for (const char *from = d.at; n + 4 <= size && (c = decoder_next(&d)) != -2;
		from = d.at) {
		if (c >= 0)
			n += put_point(ret + n, c);
		else
			n += utf8_of(bytes_of((const uint8_t *)from, 1), ret + n);
	}
	decoder_close(&d);
	return n;
}

const char *
charset_language(struct bytes utf8)
{
	unsigned kana = 0, han = 0, hangul = 0, latin = 0, other = 0;
	for (size_t pos = 0; pos < utf8.len;) {
		if (utf8.at[pos] < 0x80) {
			uint8_t letter = utf8.at[pos++] | 32;
			latin += letter >= 'a' && letter <= 'z';
			continue;
		}
		int32_t c = utf8_next(utf8, &pos);
		kana += is_kana(c);
		han += is_han(c);
		hangul += is_hangul(c);
		other += c >= 0x80 && !is_kana(c) && !is_han(c) && !is_hangul(c) &&
			!is_shared(c);
	}
	if (kana * 10 > han + kana && kana > 0)
		return "ja";
	if (hangul > han)
		return "ko";
	if (han > 0)
		return "zh";
	return latin > 3 * other && latin > 0 ? "en" : "other";
}
