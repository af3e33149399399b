/* proto_charset.c - character sets of short texts, encoded here from sentences of our own.
 */
#include "proto/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <iconv.h>

enum { ENCODED_MAX = 1024 };

static const char *const chinese[] = { "您的系统有错误,请下载修复软件", "恭喜您中奖了",
	"请立即登录我们的网站查看详情", "电脑中了病毒,点击这里免费下载",
	"今天天气很好,我们去公园吧", "这是一个测试消息", "联系客户服务热线",
	"安全更新已经发布", "北京大学的学生来了", "我不知道你在说什么",
	"价格便宜,质量保证,欢迎订购", "网络连接失败,请重新启动计算机", "新闻:两国签署协议",
	"你好,请问你是谁", "手机号码已经过期", "本公司提供各种服务", "免费注册会员",
	"请输入您的密码", "明天上午九点开会", "他们在学校工作" };
static const char *const japanese[] = { "警告:システムエラーが発生しました",
	"今すぐダウンロードしてください", "あなたのパソコンはウイルスに感染しています",
	"当選おめでとうございます", "これはテストのメッセージです",
	"会議は明日の午前九時からです", "東京の天気は晴れでしょう",
	"お問い合わせはこちらまで", "無料で登録できます", "サービスを停止してください",
	"ご注文ありがとうございました", "この画面を閉じないでください",
	"ニュースをお伝えします", "パスワードを入力する", "山田さんは学生ではありません",
	"新しい製品のご案内", "駅前で待っています", "インターネットに接続できません",
	"詳しくはホームページをご覧ください", "セキュリティの更新があります" };
static const char *const korean[] = { "시스템에 오류가 발견되었습니다",
	"지금 바로 다운로드하세요", "당신의 컴퓨터가 바이러스에 감염되었습니다",
	"축하합니다 당첨되었습니다", "이것은 시험 메시지입니다",
	"내일 오전 아홉 시에 회의가 있습니다", "서울의 날씨는 맑습니다",
	"문의는 이곳으로 연락 바랍니다", "무료로 가입할 수 있습니다",
	"서비스를 중지해 주십시오", "주문해 주셔서 감사합니다", "이 창을 닫지 마십시오",
	"뉴스를 전해 드립니다", "비밀번호를 입력하세요", "그는 학생이 아닙니다",
	"새로운 제품을 안내합니다", "역 앞에서 기다리고 있어요",
	"인터넷에 연결할 수 없습니다", "자세한 내용은 홈페이지를 보세요",
	"보안 업데이트가 있습니다" };
static const char *const western[] = { "Ihr Rechner ist gefährdet, klicken Sie hier",
	"Votre ordinateur est infecté, téléchargez maintenant",
	"Su ordenador está en peligro, señor", "Das ist für Sie völlig kostenlos",
	"Félicitations, vous avez gagné", "Låna pengar på nätet", "Você ganhou um prêmio",
	"El niño comió mañana", "Größe und Qualität geprüft", "Ça va très bien, merci" };

static size_t
encode(const char *text, const char *set, uint8_t ret[static ENCODED_MAX])
{
	iconv_t cd = iconv_open(set, "UTF-8");
	must(cd != (iconv_t)-1);
	auto_free char *copy = base_strdup(text);
	char *in = copy, *out = (char *)ret;
	size_t in_left = strlen(text), out_left = ENCODED_MAX;
	if (iconv(cd, &in, &in_left, &out, &out_left) == (size_t)-1)
		fail_msg("'%s' is not in %s", text, set);
	(void)iconv_close(cd);
	return ENCODED_MAX - out_left;
}

static unsigned n_tried, n_wrong, n_crossed;

static void
try(const char *const *texts, size_t n, const char *icu, enum charset set,
	const char *language)
{
	uint8_t bytes[ENCODED_MAX], utf8[4 * ENCODED_MAX];
	for (size_t i = 0; i < n; i++) {
		struct bytes text = bytes_of(bytes, encode(texts[i], icu, bytes));
		enum charset got = charset_of(text);
		n_tried++;
		if (got != set) {
			n_wrong++;
			printf("%s: %s taken for %s\n", texts[i], charset_name(set),
				charset_name(got));
			bool japanese_set = set == CHARSET_CP932 || set == CHARSET_EUC_JP;
			bool japanese_got = got == CHARSET_CP932 || got == CHARSET_EUC_JP;
			n_crossed += japanese_set != japanese_got;
			continue;
		}
		size_t len = charset_to_utf8(text, got, utf8, sizeof(utf8));
		assert_int_equal(len, strlen(texts[i]));
		assert_memory_equal(utf8, texts[i], len);
		if (language)
			assert_string_equal(
				charset_language(bytes_of(utf8, len)), language);
	}
}

static void
sentences(void **state)
{
	(void)state;
	try(chinese, count_of(chinese), "GBK", CHARSET_GBK, "zh");
	try(japanese, count_of(japanese), "CP932", CHARSET_CP932, "ja");
	try(japanese, count_of(japanese), "EUC-JP", CHARSET_EUC_JP, "ja");
	try(korean, count_of(korean), "EUC-KR", CHARSET_EUC_KR, "ko");
	try(western, count_of(western), "WINDOWS-1252", CHARSET_LATIN1, NULL);
	try(chinese, count_of(chinese), "UTF-8", CHARSET_UTF8, "zh");
	try(japanese, count_of(japanese), "UTF-8", CHARSET_UTF8, "ja");
	try(korean, count_of(korean), "UTF-8", CHARSET_UTF8, "ko");
	printf("%u of %u wrong, %u of them Japanese for something else or the reverse\n",
		n_wrong, n_tried, n_crossed);
	assert_int_equal(n_crossed, 0);
	assert_true(n_wrong * 50 <= n_tried); /* 2 % */
}

static void
what_does_not_decode(void **state)
{
	(void)state;
	uint8_t utf8[64];
	struct bytes text = bytes_text("a\xff\xfe"
				       "b\x81");
	size_t len = charset_to_utf8(text, CHARSET_UTF8, utf8, sizeof(utf8));
	assert_int_equal(len, 14);
	assert_memory_equal(utf8, "a\\xff\\xfeb\\x81", 14);
	assert_int_equal(charset_of(bytes_text("plain")), CHARSET_ASCII);
	assert_int_equal(charset_of(bytes_of("", 0)), CHARSET_ASCII);
	/* Room for less than all: whole characters. */
	len = charset_to_utf8(
		bytes_text("\xe3\x81\x82\xe3\x81\x84"), CHARSET_UTF8, utf8, 6);
	assert_int_equal(len, 3);
}

static void
any_bytes(void **state)
{
	(void)state;
	unsigned seed = 1;
	for (int i = 0; i < 3000; i++) {
		size_t len = (size_t)i % 90;
		auto_free uint8_t *bytes = malloc(len ? len : 1);
		auto_free uint8_t *utf8 = malloc(4 * len + 4);
		must(bytes && utf8);
		for (size_t k = 0; k < len; k++) {
			seed = seed * 1103515245 + 12345;
			bytes[k] = (uint8_t)(seed >> 16);
		}
		enum charset set = charset_of(bytes_of(bytes, len));
		size_t n = charset_to_utf8(bytes_of(bytes, len), set, utf8, 4 * len + 4);
		assert_true(n <= 4 * len + 4);
		for (size_t pos = 0; pos < n;)
			assert_true(utf8_next(bytes_of(utf8, n), &pos) >= 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences),
		cmocka_unit_test(what_does_not_decode),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
