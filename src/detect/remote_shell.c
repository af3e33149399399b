/* remote_shell.c - a Windows command prompt over TCP that is told to fetch or start
 * programs.
 *
 * Worms of Blaster's kind open such a shell with their exploit, and order the victim to
 * take the worm by tftp or ftp and to start it.  It is often all of the attack that is
 * seen, since the exploit went to another port.
 */
#include "detect/detect.h"
#include "proto/lines.h"

#include <strings.h>

enum { PROMPT, ORDERS, PROGRAM };
enum { ORDERS_SHOWN = 512, PROMPT_MOST = 128, TELNET_COMMAND = 0xff };

/* "C:\WINNT\system32>" */
static struct bytes
find_prompt(struct bytes head)
{
	for (size_t i = 0; i + 4 <= head.len; i++) {
		const uint8_t *at = head.at + i;
		if (at[0] < 'A' || at[0] > 'Z' || at[1] != ':' || at[2] != '\\' ||
			(i > 0 && head.at[i - 1] != '\n'))
			continue;
		for (size_t len = 3; len < PROMPT_MOST && i + len < head.len; len++) {
			if (at[len] < ' ')
				break;
			if (at[len] == '>')
				return bytes_of(at, len + 1);
		}
	}
	return bytes_of(head.at, 0);
}

/* The last word of a line that fetches or starts a program; empty: it does neither. */
static struct bytes
ordered_program(struct bytes line)
{
	static const char *const orders[] = { "tftp -i ", "tftp.exe -i ", "start ",
		"ftp -s:", "cmd /c tftp ", "cmd /c start " };
	static const char ending[] = ".exe";
	size_t from = line.len, tail = sizeof(ending) - 1;
	while (from > 0 && line.at[from - 1] != ' ')
		from--;
	struct bytes word = bytes_of(line.at + from, line.len - from);
	bool program = word.len > tail &&
		strncasecmp((const char *)word.at + word.len - tail, ending, tail) == 0;
	for (size_t i = 0; program && i < count_of(orders); i++)
		if (starts_with(line, orders[i]))
			return word;
	return bytes_of(line.at, 0);
}

static struct bytes
orders_of(struct bytes head, struct bytes *ret_program)
{
	struct cursor c = cursor_over(head);
	struct bytes line;
	ret_program->len = 0;
	while (ret_program->len == 0 && line_next(&c, &line))
		*ret_program = ordered_program(line);
	return bytes_of(head.at, head.len < ORDERS_SHOWN ? head.len : ORDERS_SHOWN);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		struct bytes shell = s->side[side].head,
			     other = s->side[side == CLIENT ? SERVER : CLIENT].head;
		if (shell.len < 4 || other.len < 8 || shell.at[0] == TELNET_COMMAND ||
			other.at[0] == TELNET_COMMAND)
			continue;
		struct bytes prompt = find_prompt(shell), program;
		if (prompt.len == 0)
			continue;
		struct bytes orders = orders_of(other, &program);
		if (program.len == 0)
			continue;
		struct finding f = finding_begin(in);
		f.values[PROMPT].text = prompt;
		f.values[ORDERS].text = orders;
		f.values[PROGRAM].text = program;
		f.why = scratch_printf(in,
			"one side shows a prompt of Windows, the other orders it to fetch "
			"or "
			"start a program, without Telnet's options");
		finding_emit(in, &f);
		return;
	}
}

DETECTOR(remote_shell) = {
	.type = {
		.name = "remote-shell",
		.summary = "a Windows command prompt that is told to fetch or start programs",
		.summary_ja = "Windowsのコマンドプロンプトを遠隔操作しプログラムを取得・起動させる通信",
		.method =
			"A TCP stream on any port: one side sends a prompt (a drive, a path and > at the "
			"begin of a line), the other a line that begins with tftp -i, ftp -s: or start "
			"and ends with a program's name (.exe).  Streams that begin with an option of "
			"Telnet are left out, since people log in so; a person at a raw shell looks like "
			"a worm.",
		.fields = {
			[PROMPT] = { "prompt", FIELD_TEXT, "the first prompt" },
			[ORDERS] = { "orders", FIELD_TEXT, "what the shell is told, its first 512 bytes" },
			[PROGRAM] = { "program", FIELD_TEXT, "first program that is fetched or started" },
		},
	},
	.stream = stream,
};
