/* login_parts.h - the protocols of login.h, one by one.  Private to login*.c. */
#pragma once

#include "proto/login.h"

/* A try; `password` may be empty when it is hidden. */
void login_user(struct login *l, struct bytes user);
void login_password(struct login *l, struct bytes password);

/* Each says whether the stream speaks its protocol; tries may still be 0. */
bool login_read_ssh(const struct stream *s, struct login *ret);
bool login_read_telnet(const struct stream *s, struct login *ret);
bool login_read_rdp(const struct stream *s, struct login *ret);
