// map.ts - the world by country, equal-area; the Pacific stands in the middle in Japanese.
import { registerMap } from 'echarts/core';
import { feature } from 'topojson-client';
import type { Topology, GeometryCollection } from 'topojson-specification';
import world from 'world-atlas/countries-110m.json';
import { column, num, str } from './data';
import type { Lang } from './data';
import type { Draw } from './kit';
import { base, fonts, tip, tooltip } from './kit';
import { brief, exact, percent } from './text';

// ISO 3166 letters and numbers of the countries that the 1:110m map knows.
const numbers =
  'FJ242 TZ834 EH732 CA124 US840 KZ398 UZ860 PG598 ID360 AR032 CL152 CD180 SO706 KE404 SD729 TD148 ' +
  'HT332 DO214 RU643 BS044 FK238 NO578 GL304 TF260 TL626 ZA710 LS426 MX484 UY858 BR076 BO068 PE604 ' +
  'CO170 PA591 CR188 NI558 HN340 SV222 GT320 BZ084 VE862 GY328 SR740 FR250 EC218 PR630 JM388 CU192 ' +
  'ZW716 BW072 NA516 SN686 ML466 MR478 BJ204 NE562 NG566 CM120 TG768 GH288 CI384 GN324 GW624 LR430 ' +
  'SL694 BF854 CF140 CG178 GA266 GQ226 ZM894 MW454 MZ508 SZ748 AO024 BI108 IL376 LB422 MG450 PS275 ' +
  'GM270 TN788 DZ012 JO400 AE784 QA634 KW414 IQ368 OM512 VU548 KH116 TH764 LA418 MM104 VN704 KP408 ' +
  'KR410 MN496 IN356 BD050 BT064 NP524 PK586 AF004 TJ762 KG417 TM795 IR364 SY760 AM051 SE752 BY112 ' +
  'UA804 PL616 AT040 HU348 MD498 RO642 LT440 LV428 EE233 DE276 BG100 GR300 TR792 AL008 HR191 CH756 ' +
  'LU442 BE056 NL528 PT620 ES724 IE372 NC540 SB090 NZ554 AU036 LK144 CN156 TW158 IT380 DK208 GB826 ' +
  'IS352 AZ031 GE268 PH608 MY458 BN096 SI705 FI246 SK703 CZ203 ER232 JP392 PY600 YE887 SA682 CY196 ' +
  'MA504 EG818 LY434 ET231 DJ262 UG800 RW646 BA070 MK807 RS688 ME499 TT780 SS728';
const letters = new Map(numbers.split(' ').map((t) => [t.slice(2), t.slice(0, 2)]));

// Places too small for the map are dots: longitude, latitude.
const dots: Record<string, [number, number]> = {
  SG: [103.8, 1.35], HK: [114.17, 22.32], MO: [113.54, 22.19], MT: [14.4, 35.9], BH: [50.55, 26.07],
  MV: [73.5, 4.2], MU: [57.55, -20.3], SC: [55.45, -4.68], CV: [-23.6, 15.1], BB: [-59.55, 13.2],
  LC: [-60.98, 13.9], VC: [-61.2, 13.25], GD: [-61.68, 12.1], AG: [-61.8, 17.1], DM: [-61.35, 15.4],
  KN: [-62.75, 17.3], VG: [-64.6, 18.4], VI: [-64.8, 17.7], KY: [-81.25, 19.3], BM: [-64.75, 32.3],
  CW: [-69, 12.2], AW: [-70, 12.5], LI: [9.55, 47.15], AD: [1.55, 42.55], MC: [7.42, 43.73],
  SM: [12.45, 43.94], GI: [-5.35, 36.14], GG: [-2.58, 49.45], JE: [-2.1, 49.2], IM: [-4.5, 54.2],
  FO: [-6.9, 62], XK: [20.9, 42.6], RE: [55.5, -21.1], GP: [-61.5, 16.2], MQ: [-61, 14.65],
  GU: [144.8, 13.45], WS: [-172.1, -13.8], TO: [-175.2, -21.2], KM: [43.3, -11.7], ST: [6.6, 0.2],
  PF: [-149.5, -17.6], YT: [45.2, -12.8], MP: [145.7, 15.2], PW: [134.5, 7.5], FM: [158.2, 6.9],
  GF: [-53.1, 3.9], SX: [-63.06, 18.04], NR: [166.9, -0.5], KI: [173, 1.4], TV: [179.2, -8.5],
};

type Point = [number, number];

/** Equal Earth (Savric, Patterson, Jenny 2018), in degrees. */
function project([lon, lat]: Point, centre: number): Point {
  const rad = Math.PI / 180;
  const t = Math.asin((Math.sqrt(3) / 2) * Math.sin(lat * rad));
  const t2 = t * t;
  const t6 = t2 * t2 * t2;
  const slope = 9 * 0.003796 * t6 * t2 + 7 * 0.000893 * t6 + 3 * -0.081106 * t2 + 1.340264;
  const x = (2 * Math.sqrt(3) * (lon - centre) * rad * Math.cos(t)) / (3 * slope);
  const y = t * (0.003796 * t6 * t2 + 0.000893 * t6 - 0.081106 * t2 + 1.340264);
  return [x / rad, y / rad];
}

/** The part of a ring on one side of a meridian. */
function cut(ring: Point[], meridian: number, east: boolean): Point[] {
  const inside = (p: Point) => (east ? p[0] >= meridian : p[0] <= meridian);
  const out: Point[] = [];
  ring.forEach((b, i) => {
    const a = ring[(i + ring.length - 1) % ring.length];
    if (inside(a) !== inside(b))
      out.push([meridian, a[1] + ((b[1] - a[1]) * (meridian - a[0])) / (b[0] - a[0])]);
    if (inside(b)) out.push(b);
  });
  return out;
}

/** The pieces of a ring on a map that starts at `start`: the ring goes on over the
 *  antimeridian without a jump, and each turn of the globe is cut out of it. */
function turn(ring: Point[], start: number): Point[][] {
  let by = 0;
  const whole = ring.map(([x, y], i): Point => {
    const step = i ? x - ring[i - 1][0] : 0;
    by += step > 180 ? -360 : step < -180 ? 360 : 0;
    return [x + by, y];
  });
  return [-360, 0, 360]
    .map((k) => cut(cut(whole.map(([x, y]): Point => [x + k, y]), start, true), start + 360, false))
    .filter((r) => r.length > 2);
}

const registered = new Set<string>();

function mapFor(lang: Lang): { name: string; centre: number; start: number } {
  const centre = lang === 'ja' ? 150 : 10;
  const start = lang === 'ja' ? -30 : -170;
  const name = `world${centre}`;
  if (registered.has(name)) return { name, centre, start };
  const topology = world as unknown as Topology;
  const all = feature(topology, topology.objects.countries as GeometryCollection<{ name: string }>);
  const features = all.features.flatMap((f) => {
    if (f.id === '010' || !f.geometry) return []; // Antarctica
    const polygons = f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates
      : f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : [];
    const coordinates = polygons.flatMap((rings) => turn(rings[0] as Point[], start).map((outer) => [
      outer.map((p) => project(p, centre)),
      ...rings.slice(1).flatMap((hole) => turn(hole as Point[], start).map((h) => h.map((p) => project(p, centre)))),
    ]));
    const code = letters.get(String(f.id)) ?? f.properties.name;
    return [{ type: 'Feature' as const, properties: { name: code }, geometry: { type: 'MultiPolygon' as const, coordinates } }];
  });
  registerMap(name, { type: 'FeatureCollection', features } as never);
  registered.add(name);
  return { name, centre, start };
}

/** Steps of 1, 10, 100, ...: counts of countries lie that far apart. */
function decades(peak: number, colours: string[], lang: Lang): object[] {
  const top = Math.max(1, Math.ceil(Math.log10(peak + 1)));
  const first = Math.max(0, top - colours.length + 1);
  const pieces: object[] = [];
  for (let d = first; d < top; d++) {
    const low = d === first ? 1 : 10 ** d;
    const high = 10 ** (d + 1) - 1;
    const at = top - first === 1 ? colours.length - 1
      : Math.round(1 + ((d - first) * (colours.length - 2)) / (top - first - 1));
    pieces.push({ min: low, max: high, color: colours[at], label: `${brief(low, lang)} – ${brief(high + 1, lang)}` });
  }
  return pieces.reverse();
}

export const map: Draw = (f, cx) => {
  const codeCol = column(f, 'code', 'country_code', 'country', 'alpha2');
  const nameCol = column(f, 'country_name', 'name', 'country');
  const valueCol = column(f, 'accesses', 'sources', 'source_days', 'packets');
  const shareCol = f.columns.findIndex((c) => c.unit === '%');
  if (codeCol < 0 || valueCol < 0 || !f.rows.length) return null;
  const { name, centre, start } = mapFor(cx.lang);
  const rows = f.rows.filter((r) => /^[A-Z]{2}$/.test(str(r[codeCol])) && (num(r[valueCol]) ?? 0) > 0);
  if (!rows.length) return null;
  const names = new Map(rows.map((r) => [str(r[codeCol]), str(r[nameCol])]));
  const share = new Map(rows.map((r) => [str(r[codeCol]), shareCol >= 0 ? num(r[shareCol]) : null]));
  const known = new Set(letters.values());
  const peak = Math.max(...rows.map((r) => num(r[valueCol]) ?? 0));
  const place = (p: Point): Point => project(p[0] < start ? [p[0] + 360, p[1]] : p, centre);
  const rest = rows.filter((r) => !known.has(str(r[codeCol])) && dots[str(r[codeCol])]);
  const value = new Map(rows.map((r) => [str(r[codeCol]), num(r[valueCol])]));
  return {
    height: Math.round(cx.width * 0.5) + 20,
    option: {
      ...base(cx),
      geo: {
        map: name, aspectScale: 1, left: 0, right: 0, top: 4, bottom: 8, roam: false, selectedMode: false,
        itemStyle: { areaColor: cx.theme.land, borderColor: cx.theme.page, borderWidth: 0.6 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: undefined, borderColor: cx.theme.text, borderWidth: 1.2 } },
      },
      visualMap: {
        type: 'piecewise', pieces: decades(peak, cx.theme.heat, cx.lang), left: 4, bottom: 12, selectedMode: false,
        itemWidth: 14, itemHeight: 12, itemGap: 4, seriesIndex: [0, 1], outOfRange: { color: cx.theme.land },
        textStyle: { color: cx.theme.text, fontSize: 11, fontFamily: fonts }, padding: 4,
      },
      series: [
        {
          type: 'map', geoIndex: 0, map: name, name: f.columns[valueCol].title,
          data: rows.filter((r) => known.has(str(r[codeCol])))
            .map((r) => ({ name: str(r[codeCol]), value: num(r[valueCol]) })),
        },
        {
          type: 'scatter', coordinateSystem: 'geo', symbolSize: 9,
          itemStyle: { borderColor: cx.theme.text, borderWidth: 0.8 },
          data: rest.map((r) => ({ name: str(r[codeCol]), value: [...place(dots[str(r[codeCol])]), num(r[valueCol])] })),
        },
      ],
      tooltip: tooltip(cx, {
        trigger: 'item',
        formatter: (d: { name: string }) => {
          const v = value.get(d.name) ?? null;
          const s = share.get(d.name) ?? null;
          return tip(names.get(d.name) ?? d.name, [
            { label: f.columns[valueCol].title, value: v === null ? '0' : exact(v) },
            ...(s === null ? [] : [{ label: f.columns[shareCol].title, value: percent(s) }]),
          ]);
        },
      }),
    },
  };
};

