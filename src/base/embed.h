/* embed.h - files of the source tree that travel inside the program.
 *
 * CMake's embed(TARGET GROUP FILE...) makes one entry a file; a group is walked with
 * each_embedded().  The bytes are followed by a NUL that is not counted.
 */
#pragma once

#include <stddef.h>

struct embedded {
	const char *name; /* file name without folder */
	const char *at;
	size_t len;
};

/* Declare a group once in the file that walks it: EMBEDDED_GROUP(figures); */
#define EMBEDDED_GROUP(group)                                                              \
	extern const struct embedded *const __start_embedded_##group[];                    \
	extern const struct embedded *const __stop_embedded_##group[]

#define each_embedded(group, it)                                                           \
	for (const struct embedded *const *it = __start_embedded_##group;                  \
		it < __stop_embedded_##group; it++)
