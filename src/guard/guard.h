/* guard - mail leaves this host only by a verified hand.
 *
 * decide.h is the decision, payload.h recognises mail and IRC on other ports; both are
 * plain C that the kernel programs in bpf/ share.  policy.c reads guard.yaml, linux/ loads,
 * pins and cuts; event.h is what the daemon (guardd) writes.
 */
#pragma once

#include "guard/event.h"
