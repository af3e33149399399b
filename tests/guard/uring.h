/* uring.h - as much of io_uring as connecting and sending takes, without a library. */
#pragma once

#include <linux/io_uring.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

struct uring {
	int fd;
	struct io_uring_params p;
	uint8_t *sq, *cq;
	struct io_uring_sqe *sqes;
};

static inline int
uring_map(struct uring *u)
{
	size_t sq = u->p.sq_off.array + u->p.sq_entries * 4;
	size_t cq = u->p.cq_off.cqes + u->p.cq_entries * sizeof(struct io_uring_cqe);
	int flags = MAP_SHARED | MAP_POPULATE, prot = PROT_READ | PROT_WRITE;
	u->sq = mmap(NULL, sq, prot, flags, u->fd, IORING_OFF_SQ_RING);
	u->cq = mmap(NULL, cq, prot, flags, u->fd, IORING_OFF_CQ_RING);
	u->sqes = mmap(NULL, u->p.sq_entries * sizeof(*u->sqes), prot, flags, u->fd,
		IORING_OFF_SQES);
	return u->sq == MAP_FAILED || u->cq == MAP_FAILED || u->sqes == MAP_FAILED ? -1 : 0;
}

static inline int
uring_open(struct uring *u, unsigned flags)
{
	memset(u, 0, sizeof(*u));
	u->p.flags = flags;
	u->p.sq_thread_idle = 2000;
	u->fd = (int)syscall(SYS_io_uring_setup, 4, &u->p);
	return u->fd < 0 ? -1 : uring_map(u);
}

/* Queues one operation, waits for it, and gives its result. */
static inline int
uring_do(struct uring *u, const struct io_uring_sqe *what)
{
	uint32_t *tail = (uint32_t *)(u->sq + u->p.sq_off.tail);
	uint32_t mask = *(uint32_t *)(u->sq + u->p.sq_off.ring_mask);
	uint32_t *array = (uint32_t *)(u->sq + u->p.sq_off.array);
	uint32_t *head = (uint32_t *)(u->cq + u->p.cq_off.head), i = *tail & mask;
	uint32_t *done = (uint32_t *)(u->cq + u->p.cq_off.tail);
	unsigned flags = IORING_ENTER_GETEVENTS;
	u->sqes[i] = *what;
	array[i] = i;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (u->p.flags & IORING_SETUP_SQPOLL)
		flags |= IORING_ENTER_SQ_WAKEUP;
	syscall(SYS_io_uring_enter, u->fd, 1, 1, flags, NULL, 0);
	for (int t = 0; t < 2000 && *head == __atomic_load_n(done, __ATOMIC_ACQUIRE); t++)
		usleep(1000);
	if (*head == __atomic_load_n(done, __ATOMIC_ACQUIRE))
		return -ETIME;
	struct io_uring_cqe *cqes = (struct io_uring_cqe *)(u->cq + u->p.cq_off.cqes);
	int res = cqes[*head & (u->p.cq_entries - 1)].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return res;
}

/* `to` and `token` as the ring's owner sees them; the socket is made where it can use it.
 */
static inline int
uring_send_token(
	struct uring *u, uintptr_t to, uintptr_t token, size_t len, uint8_t sqe_flags)
{
	struct io_uring_sqe open = {
		.opcode = IORING_OP_SOCKET, .fd = AF_INET, .off = SOCK_STREAM
	};
	int fd = uring_do(u, &open);
	struct io_uring_sqe connect = { .opcode = IORING_OP_CONNECT,
		.flags = sqe_flags,
		.fd = fd,
		.addr = to,
		.off = sizeof(struct sockaddr_in) };
	struct io_uring_sqe send = { .opcode = IORING_OP_SEND,
		.flags = sqe_flags,
		.fd = fd,
		.addr = token,
		.len = (uint32_t)len };
	int rc = fd < 0 ? fd : uring_do(u, &connect);
	return rc < 0 ? 1 : uring_do(u, &send) <= 0;
}
