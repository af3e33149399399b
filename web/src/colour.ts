// colour.ts - one colour for a port, the same in every figure of every month.
//
// Eight hues of Okabe and Ito, six of Paul Tol's muted set, each in two strengths.  Ports
// that occur most have a place of their own; the rest start where their name hashes to and
// take the first place that is still free in this report.

const strong = [
  '#0072B2', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#56B4E9', '#B8A800',
  '#882255', '#44AA99', '#5B4BB5', '#3D5A3A', '#AA4499', '#7A4A21', '#4477AA',
];
const pale = [
  '#7FB8D8', '#F3CF80', '#80CFB9', '#EAAE80', '#E6BCD3', '#ABDAF4', '#DDD480',
  '#C490AA', '#A1D4CC', '#ADA5DA', '#9EAC9C', '#D4A1CC', '#BCA490', '#A1BBD4',
];
const palette = [...strong, ...pale];

const places = [
  '445/tcp', '135/tcp', '23/tcp', '22/tcp', '1433/tcp', '139/tcp', '1026/udp',
  '3389/tcp', '8/icmp', '1027/udp', '137/udp', '80/tcp', '443/tcp', '5060/udp',
  '2323/tcp', '8080/tcp', '6379/tcp', '53/udp', '123/udp', '1900/udp', '5900/tcp',
  '5555/tcp', '7547/tcp', '21/tcp', '25/tcp', '1434/udp', '1028/udp', '1030/udp',
];

// Regions and kinds by their ids, so that both languages agree.
const named = [
  'domestic', 'china', 'korea', 'taiwan', 'asia', 'north-america', 'europe', 'latin-america',
  'middle-east', 'oceania', 'africa', 'japan', 'scan', 'backscatter',
];
const namedPlaces = [0, 3, 2, 4, 1, 5, 9, 12, 6, 8, 7, 11, 0, 1];

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The canonical form of what figures call a port: "445/tcp", "8/icmp". */
export function portKey(label: string): string {
  const t = label.trim().toLowerCase();
  if (/^(ping|icmp echo)/.test(t)) return '8/icmp';
  const m = /^(\d+)\s*[/(]\s*(tcp|udp|icmp|icmpv6|icmp6)\)?$/.exec(t);
  if (m) return `${m[1]}/${m[2]}`;
  const icmp = /^(icmp|icmpv6)\s*(?:type)?\s*[/ ]?\s*(\d+)/.exec(t);
  return icmp ? `${icmp[2]}/${icmp[1]}` : t;
}

function isPort(key: string): boolean {
  return /^\d+\/(tcp|udp|icmp|icmpv6|\d+)$/.test(key);
}

export class Colours {
  private ids = new Map<string, string>();
  private given = new Map<string, number>();
  private used = new Set<number>();

  /** Labels in order of importance get their places first. */
  constructor(labels: Iterable<string> = []) {
    for (const label of labels) this.of(label);
  }

  of(label: string): string {
    const key = portKey(label);
    const known = isPort(key) ? -1 : named.indexOf(this.ids.get(key) ?? key);
    return known >= 0 ? palette[namedPlaces[known]] : this.place(key);
  }

  private place(key: string): string {
    let place = this.given.get(key);
    if (place === undefined) {
      place = places.indexOf(key);
      if (place < 0 || this.used.has(place)) {
        place = hash(key) % strong.length;
        for (let i = 0; i < palette.length && this.used.has(place); i++)
          place = (place + 1) % palette.length;
      }
      this.given.set(key, place);
      this.used.add(place);
    }
    return palette[place % palette.length];
  }

  /** A label that is the name of an id in one language. */
  alias(label: string, id: string): void {
    this.ids.set(portKey(label), id);
  }
}

export interface Theme {
  dark: boolean;
  text: string;
  soft: string;
  line: string;
  page: string;
  grey: string;
  faint: string;
  main: string;
  accent: string;
  heat: string[];
  land: string;
}

export const light: Theme = {
  dark: false, text: '#1c2228', soft: '#5a636c', line: '#dfe3e7', page: '#ffffff',
  grey: '#a9b0b7', faint: '#d0d4d8', main: '#0072B2', accent: '#D55E00', land: '#eceff2',
  heat: ['#eef5fa', '#c6dff0', '#8fc1e0', '#4e9bc9', '#0072b2', '#004a7c', '#00294a'],
};
export const dark: Theme = {
  dark: true, text: '#e6e9ec', soft: '#a3abb3', line: '#343b42', page: '#15191d',
  grey: '#6b737b', faint: '#474e55', main: '#4aa8dc', accent: '#f08a4b', land: '#252b31',
  heat: ['#1b2a36', '#1d415a', '#1f5b83', '#2879ac', '#4a9fd2', '#86c5ea', '#cdeaff'],
};
