/* ring.c - frames from an interface. */
#include "capture/ring.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

enum {
	BLOCK = 1 << 20,
	RETIRE_MS = 50, /* a block that is not full is handed over after this */
	SNAPLEN = 262144,
	TAG = 4, /* bytes that a VLAN tag is put back into */
	ADDRESSES = 12, /* of an Ethernet header, before the tag */
};

struct ring {
	char name[IF_NAMESIZE];
	int fd, index;
	uint8_t *map;
	unsigned n_blocks, block; /* the one that is being read */
	unsigned left; /* frames of it not handed out */
	uint8_t *next;
	bool holds; /* `block` is ours */
	bool is_loopback;
	uint16_t linktype;
	struct ring_counts counts;
	uint64_t handed; /* out, echoes among them */
};

static int
failed(const struct ring *r, const char *what, struct err *err)
{
	int code = errno;
	return err_set(err, code, "%s: %s: %s", r->name, what, strerror(code));
}

static int
find_interface(struct ring *r, struct err *err)
{
	struct ifreq request = { 0 };
	memcpy(request.ifr_name, r->name, sizeof(request.ifr_name));
	if (ioctl(r->fd, SIOCGIFINDEX, &request) < 0)
		return err_set(err, ENODEV,
			"there is no interface '%s': 'ip link' lists them", r->name);
	r->index = request.ifr_ifindex;
	if (ioctl(r->fd, SIOCGIFHWADDR, &request) < 0)
		return failed(r, "cannot ask for its type", err);
	switch (request.ifr_hwaddr.sa_family) {
	case ARPHRD_LOOPBACK:
		r->is_loopback = true;
		r->linktype = LINK_ETHERNET;
		return 0;
	case ARPHRD_ETHER:
		r->linktype = LINK_ETHERNET;
		return 0;
	case ARPHRD_NONE:
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_SIT:
	case ARPHRD_RAWIP:
		r->linktype = LINK_RAW;
		return 0;
	default:
		return err_set(err, EPROTONOSUPPORT,
			"%s: interfaces of hardware type %u are not captured: use an "
			"Ethernet, loopback or tunnel interface",
			r->name, request.ifr_hwaddr.sa_family);
	}
}

static int
set_hardware_time(struct ring *r, struct err *err)
{
	struct hwtstamp_config config = { .tx_type = HWTSTAMP_TX_OFF,
		.rx_filter = HWTSTAMP_FILTER_ALL };
	struct ifreq request = { 0 };
	memcpy(request.ifr_name, r->name, sizeof(request.ifr_name));
	request.ifr_data = (void *)&config;
	int source = SOF_TIMESTAMPING_RAW_HARDWARE;
	if (ioctl(r->fd, SIOCSHWTSTAMP, &request) < 0)
		return failed(r, "it does not stamp all frames in hardware", err);
	if (setsockopt(r->fd, SOL_PACKET, PACKET_TIMESTAMP, &source, sizeof(source)) < 0)
		return failed(r, "cannot use its clock", err);
	return 0;
}

/* --- the filter ------------------------------------------------------------------------
 */

char *
ring_filter_text(const char *filter, const char *nets, bool tags)
{
	bool both = filter && filter[0] && nets && nets[0];
	filter = filter ? filter : "";
	/* After "vlan" libpcap looks further inside, whatever stands there. */
	if (!nets || !nets[0] || strstr(filter, "vlan"))
		return base_strdup(filter);
	/* The kernel takes the outer tag away, and an inner one stays. */
	auto_free char *inside =
		tags ? base_printf(" or (vlan and (%s))", nets) : base_strdup("");
	return base_printf("%s%s%s(%s%s)", both ? "(" : "", filter, both ? ") and " : "",
		nets, inside);
}

static int
compile(const struct ring *r, const char *text, struct bpf_program *ret, struct err *err)
{
	int link = r->linktype == LINK_RAW ? DLT_RAW : DLT_EN10MB;
	pcap_t *compiler = pcap_open_dead(link, SNAPLEN);
	if (!compiler)
		return err_set(err, ENOMEM, "no memory for a filter");
	int rc = pcap_compile(compiler, ret, text, 1, PCAP_NETMASK_UNKNOWN);
	if (rc != 0)
		rc = err_set(err, EINVAL, "filter '%s': %s", text, pcap_geterr(compiler));
	pcap_close(compiler);
	return rc;
}

int
ring_filter(struct ring *r, const char *filter, const char *nets, struct err *err)
{
	struct bpf_program program;
	auto_free char *text = ring_filter_text(filter, nets, r->linktype == LINK_ETHERNET);
	int rc = compile(r, text, &program, err);
	/* Other networks are left out later anyway, so these may be too many for the
	 * kernel. */
	if (rc == 0 && program.bf_len > BPF_MAXINSNS && nets && nets[0]) {
		pcap_freecode(&program);
		rc = compile(r, filter ? filter : "", &program, err);
	}
	if (rc < 0)
		return rc;
	struct sock_fprog attach = { (unsigned short)program.bf_len,
		(struct sock_filter *)(void *)program.bf_insns };
	if (program.bf_len > BPF_MAXINSNS)
		rc = err_set(err, E2BIG,
			"the filter needs %u instructions, and the kernel "
			"takes %u",
			program.bf_len, BPF_MAXINSNS);
	else if (setsockopt(r->fd, SOL_SOCKET, SO_ATTACH_FILTER, &attach, sizeof(attach)) <
		0)
		rc = failed(r, "cannot attach the filter", err);
	pcap_freecode(&program);
	return rc;
}

/* --- opening ---------------------------------------------------------------------------
 */

static int
map_ring(struct ring *r, size_t bytes, struct err *err)
{
	int version = TPACKET_V3;
	unsigned reserve = TAG;
	if (setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0 ||
		setsockopt(r->fd, SOL_PACKET, PACKET_RESERVE, &reserve, sizeof(reserve)) <
			0)
		return failed(r, "the kernel has no TPACKET_V3", err);
	r->n_blocks = (unsigned)((bytes + BLOCK - 1) / BLOCK);
	struct tpacket_req3 request = {
		.tp_block_size = BLOCK,
		.tp_block_nr = r->n_blocks,
		.tp_frame_size = TPACKET_ALIGNMENT << 7,
		.tp_frame_nr = r->n_blocks * (BLOCK / (TPACKET_ALIGNMENT << 7)),
		.tp_retire_blk_tov = RETIRE_MS,
	};
	if (setsockopt(r->fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) < 0)
		return failed(r, "no memory for the ring", err);
	size_t len = (size_t)r->n_blocks * BLOCK;
	void *map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (map == MAP_FAILED)
		return failed(r, "cannot map the ring", err);
	r->map = map;
	return 0;
}

static int
bind_ring(struct ring *r, bool promiscuous, struct err *err)
{
	struct packet_mreq membership = { .mr_ifindex = r->index,
		.mr_type = PACKET_MR_PROMISC };
	if (promiscuous &&
		setsockopt(r->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership,
			sizeof(membership)) < 0)
		return failed(r, "cannot become promiscuous", err);
	struct sockaddr_ll address = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = r->index };
	if (bind(r->fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return failed(r, "cannot listen", err);
	return 0;
}

/* --- sharing ---------------------------------------------------------------------------
 */

/* Until all are there, and the program is, frames would go to the wrong ones. */
static int
close_filter(const struct ring *r, struct err *err)
{
	struct sock_filter nothing = { BPF_RET | BPF_K, 0, 0, 0 };
	struct sock_fprog program = { 1, &nothing };
	return setsockopt(r->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) <
			0
		? failed(r, "cannot attach a filter", err)
		: 0;
}

int
ring_share(struct ring *r, struct sock_fprog *program, struct err *err)
{
	return setsockopt(
		       r->fd, SOL_PACKET, PACKET_FANOUT_DATA, program, sizeof(*program)) < 0
		? failed(r, "cannot share its frames among threads", err)
		: 0;
}

static int
join(struct ring *r, const struct ring_share *share, struct err *err)
{
	int fanout = PACKET_FANOUT_CBPF << 16;
	socklen_t len = sizeof(fanout);
	if (!share->first)
		fanout |= PACKET_FANOUT_FLAG_UNIQUEID << 16;
	else if (getsockopt(share->first->fd, SOL_PACKET, PACKET_FANOUT, &fanout, &len) < 0)
		return failed(r, "cannot find its other rings", err);
	else
		fanout &= ~(PACKET_FANOUT_FLAG_UNIQUEID << 16);
	if (setsockopt(r->fd, SOL_PACKET, PACKET_FANOUT, &fanout, sizeof(fanout)) < 0)
		return failed(r,
			errno == EINVAL ? "cannot share its frames among threads: older "
					  "kernels can when it is up"
					: "cannot share its frames among threads",
			err);
	return share->first ? 0 : ring_share(r, share->program, err);
}

int
ring_open(const struct ring_options *o, struct ring **ret, struct err *err)
{
	struct ring *r = base_alloc(1, sizeof(*r));
	r->fd = -1;
	if (strlen(o->interface) >= sizeof(r->name)) {
		free(r);
		return err_set(err, ENODEV, "'%s' is no interface", o->interface);
	}
	memcpy(r->name, o->interface, strlen(o->interface) + 1);
	/* Protocol 0: nothing arrives before the ring and the filter are there. */
	r->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	int rc = 0;
	if (r->fd < 0)
		rc = errno == EPERM
			? err_set(err, EPERM, "%s: capturing needs root or CAP_NET_RAW",
				  r->name)
			: failed(r, "cannot open a packet socket", err);
	if (rc == 0)
		rc = find_interface(r, err);
	if (rc == 0 && o->hardware_time)
		rc = set_hardware_time(r, err);
	if (rc == 0)
		rc = map_ring(r, o->bytes, err);
	if (rc == 0)
		rc = o->share ? close_filter(r, err)
			      : ring_filter(r, o->filter, o->nets, err);
	if (rc == 0)
		rc = bind_ring(r, o->promiscuous, err);
	if (rc == 0 && o->share)
		rc = join(r, o->share, err);
	if (rc < 0) {
		ring_close(r);
		return rc;
	}
	*ret = r;
	return 0;
}

void
ring_close(struct ring *r)
{
	if (!r)
		return;
	if (r->map)
		(void)munmap(r->map, (size_t)r->n_blocks * BLOCK);
	if (r->fd >= 0)
		(void)close(r->fd);
	free(r);
}

/* --- reading ---------------------------------------------------------------------------
 */

static struct tpacket_block_desc *
block_at(const struct ring *r, unsigned i)
{
	return (struct tpacket_block_desc *)(void *)(r->map + (size_t)i * BLOCK);
}

/* The tag that the card or kernel took out goes back between addresses and type. */
static void
restore_tag(struct tpacket3_hdr *h, uint8_t **at, uint32_t *caplen, uint32_t *wirelen)
{
	bool has_tag = h->hv1.tp_vlan_tci || (h->tp_status & TP_STATUS_VLAN_VALID);
	if (!has_tag || *caplen < ADDRESSES || h->tp_mac < TAG)
		return;
	uint16_t type = h->tp_status & TP_STATUS_VLAN_TPID_VALID ? h->hv1.tp_vlan_tpid
								 : ETH_P_8021Q;
	uint8_t *start = *at - TAG;
	memmove(start, *at, ADDRESSES);
	uint16_t tag[2] = { htons(type), htons((uint16_t)h->hv1.tp_vlan_tci) };
	memcpy(start + ADDRESSES, tag, sizeof(tag));
	*at = start;
	*caplen += TAG;
	*wirelen += TAG;
}

/* Loopback shows every packet twice, on its way out and in. */
static bool
is_echo(const struct ring *r, const struct tpacket3_hdr *h)
{
	const struct sockaddr_ll *from =
		(const struct sockaddr_ll *)(const void *)((const uint8_t *)h +
			TPACKET_ALIGN(sizeof(*h)));
	return r->is_loopback && from->sll_pkttype == PACKET_OUTGOING;
}

/* A block with frames in it is ours; false when there is none now. */
static bool
hold_block(struct ring *r)
{
	while (!r->holds || r->left == 0) {
		struct tpacket_block_desc *b = block_at(r, r->block);
		if (r->holds) {
			__atomic_store_n(&b->hdr.bh1.block_status, TP_STATUS_KERNEL,
				__ATOMIC_RELEASE);
			r->block = (r->block + 1) % r->n_blocks;
			r->holds = false;
			b = block_at(r, r->block);
		}
		if (!(__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) &
			    TP_STATUS_USER))
			return false;
		r->holds = true;
		r->left = b->hdr.bh1.num_pkts;
		r->next = (uint8_t *)b + b->hdr.bh1.offset_to_first_pkt;
	}
	return true;
}

static int64_t
time_of(const struct tpacket3_hdr *h)
{
	return (int64_t)h->tp_sec * 1000000000 + h->tp_nsec;
}

int64_t
ring_next_ns(struct ring *r)
{
	return hold_block(r) ? time_of((const struct tpacket3_hdr *)(const void *)r->next)
			     : INT64_MAX;
}

size_t
ring_read(struct ring *r, struct frame *frames, size_t max, int64_t until_ns)
{
	size_t n = 0;
	while (n == 0 && hold_block(r))
		while (n < max && r->left) {
			struct tpacket3_hdr *h = (struct tpacket3_hdr *)(void *)r->next;
			if (n && time_of(h) > until_ns)
				break;
			r->next += h->tp_next_offset;
			r->left--;
			r->handed++;
			if (is_echo(r, h))
				continue;
			uint8_t *at = (uint8_t *)h + h->tp_mac;
			uint32_t caplen = h->tp_snaplen, wirelen = h->tp_len;
			restore_tag(h, &at, &caplen, &wirelen);
			frames[n++] = (struct frame){
				.time_ns = time_of(h),
				.at = at,
				.caplen = caplen,
				.wirelen = wirelen,
				.linktype = r->linktype,
			};
		}
	return n;
}

int
ring_fd(const struct ring *r)
{
	return r->fd;
}

const char *
ring_interface(const struct ring *r)
{
	return r->name;
}

struct ring_counts
ring_counts(struct ring *r)
{
	/* What the kernel tells it forgets. */
	struct tpacket_stats_v3 stats = { 0 };
	socklen_t len = sizeof(stats);
	if (getsockopt(r->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) == 0) {
		r->counts.frames += stats.tp_packets;
		r->counts.lost += stats.tp_drops;
	}
	return r->counts;
}

uint64_t
ring_unread(struct ring *r)
{
	struct ring_counts c = ring_counts(r);
	uint64_t arrived = c.frames - c.lost;
	return arrived > r->handed ? arrived - r->handed : 0;
}

void
ring_clear_error(struct ring *r)
{
	int code;
	socklen_t len = sizeof(code);
	(void)getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &code, &len);
}

bool
ring_is_up(struct ring *r)
{
	struct ifreq request = { 0 };
	memcpy(request.ifr_name, r->name, sizeof(request.ifr_name));
	return ioctl(r->fd, SIOCGIFFLAGS, &request) == 0 &&
		(request.ifr_flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING);
}
