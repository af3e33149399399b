/* irc_session.h - what an IRC connection shows.  Private to the room. */
#pragma once

#include "detect/detect.h"
#include "proto/irc.h"

enum {
	IRC_CHANNELS_MAX = 16,
	IRC_TOPICS_MAX = 8,
	IRC_COMMANDS_MAX = 16,
	IRC_LINES_MAX = 4000
};

struct irc_channel {
	struct bytes name, key;
	bool forced; /* the server made the client join */
};

struct irc_order {
	struct bytes text, sender;
	int64_t time_ns;
	bool topic;
};

struct irc_session {
	struct bytes server_name, password, nick, user, realname, network;
	struct irc_channel channels[IRC_CHANNELS_MAX];
	size_t n_channels;
	struct bytes topics[IRC_TOPICS_MAX];
	size_t n_topics;
	struct irc_order orders[IRC_COMMANDS_MAX];
	size_t n_orders, orders_seen;
	unsigned verbs, strong,
		numerics; /* distinct client verbs, of them strong; numerics */
	unsigned talk; /* lines that people write */
	unsigned members; /* named by the server, in the channels joined */
	bool cap; /* the client negotiates capabilities */
	bool curious; /* asks who others are */
	bool welcome, refused; /* by the server */
	bool from_user; /* something of another user was seen */
	bool swapped; /* the sides were taken the wrong way round */
	int64_t welcome_ns, join_ns;
};

/* False: it is no IRC. */
bool irc_session_read(const struct stream *s, struct irc_session *ret);
/* Does a side begin as IRC does? */
bool irc_begins(struct bytes head);
/* Is a text an order to bots (".advscan", "!ddos")? */
bool irc_is_order(struct bytes text);
