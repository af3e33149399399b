/* types.h - the kernel's names of the numbers that its programs and ours share. */
#pragma once

#if defined(__linux__) || defined(__bpf__)
#include <linux/types.h>
#else
#include <stdint.h>
typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;
#endif
