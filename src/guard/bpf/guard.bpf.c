/* guard.bpf.c - the kernel's part of the guard: it decides, and goes on deciding when the
 * daemon is gone. */
#include "guard/bpf/cut.h"
#include "guard/bpf/identify.h"
#include "guard/bpf/packet.h"
#include "guard/bpf/traced.h"

char LICENSE[] SEC("license") = "GPL";
