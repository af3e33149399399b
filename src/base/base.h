/* base - what every room may use: bytes and cursors, errors, addresses, time, listings.
 *
 * Nothing in here knows of packets, files of the lake, or the command line.
 */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/table.h"
#include "base/utf8.h"
#include "base/zone.h"
