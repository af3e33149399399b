/* progress.c - a bar with rate and time left, on a terminal and nowhere else. */
#include "cmd/verb.h"

#include <time.h>
#include <sys/ioctl.h>

enum {
	DRAW_EVERY_MS = 100,
	FIRST_DRAW_MS = 300,
	BAR_MAX = 20,
	LINE_MAX_LEN = 160,
	RATE_MAX = 32
};

struct progress {
	const char *what;
	uint64_t total, bytes, packets;
	int64_t start_ms, drawn_ms;
	bool drawn;
};

static int64_t
now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct progress *
progress_begin(const char *what, uint64_t total_bytes, bool quiet)
{
	const char *term = getenv("TERM");
	if (quiet || !isatty(STDERR_FILENO) || !term || strcmp(term, "dumb") == 0)
		return NULL;

	struct progress *p = base_alloc(1, sizeof(*p));
	p->what = what;
	p->total = total_bytes;
	p->start_ms = p->drawn_ms = now_ms();
	return p;
}

/* "3.1 MB/s", "310 packets/s": three significant digits. */
static void
rate_text(double value, const char *gap, const char *unit, char ret[static RATE_MAX])
{
	static const char *const letters[] = { "", "k", "M", "G", "T" };
	size_t i = 0;
	for (; value >= 999.5 && i + 1 < count_of(letters); i++)
		value /= 1000;
	(void)snprintf(ret, RATE_MAX, "%.*f %s%s%s/s", i > 0 && value < 99.95 ? 1 : 0,
		value, letters[i], i > 0 ? gap : "", unit);
}

static size_t
terminal_width(void)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 80;
}

static void
draw(struct progress *p, int64_t now)
{
	double spent_s = (double)(now - p->start_ms) / 1000, share = 0;
	char bytes_rate[RATE_MAX], packet_rate[RATE_MAX], line[LINE_MAX_LEN],
		bar[BAR_MAX + 1] = "";
	char left[24] = "", percent[8] = "";

	rate_text((double)p->bytes / spent_s, "", "B", bytes_rate);
	rate_text((double)p->packets / spent_s, " ", "packets", packet_rate);
	if (p->total > 0) {
		share = p->bytes < p->total ? (double)p->bytes / (double)p->total : 1;
		double left_s = share > 0 ? spent_s * (1 - share) / share : 0;
		size_t filled = (size_t)(share * BAR_MAX);
		memset(bar, '-', BAR_MAX);
		memset(bar, '#', filled);
		(void)snprintf(percent, sizeof(percent), "%3d %% ", (int)(share * 100));
		if (left_s < 360000)
			(void)snprintf(left, sizeof(left), "  %d:%02d left",
				(int)left_s / 60, (int)left_s % 60);
	}
	int n = snprintf(line, sizeof(line), "%s %s%s%s%s  %s%s", p->what, percent, bar,
		p->total > 0 ? "  " : "", bytes_rate, packet_rate, left);
	size_t len = n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1;
	size_t width = terminal_width();
	if (len >= width)
		len = width - 1;
	(void)fprintf(stderr, "\r%.*s\033[K", (int)len, line);
	p->drawn = true;
	p->drawn_ms = now;
}

void
progress_step(struct progress *p, uint64_t bytes, uint64_t packets)
{
	if (!p)
		return;
	p->bytes += bytes;
	p->packets += packets;
	int64_t now = now_ms();
	/* Short work stays silent. */
	if (now - p->drawn_ms >= (p->drawn ? DRAW_EVERY_MS : FIRST_DRAW_MS))
		draw(p, now);
}

void
progress_end(struct progress *p)
{
	if (p && p->drawn)
		(void)fprintf(stderr, "\r\033[K");
	free(p);
}
