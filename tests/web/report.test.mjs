// The report as a reader opens it: from disk, light, dark, on paper, small, without scripts.
// Names that strangers may choose are hostile here and must come out as text.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { TEITEN: teiten, TEITEN_SOURCE: source, CHROMIUM: browserPath } = process.env;
const { chromium } = await import(pathToFileURL(join(source, 'web/node_modules/playwright-core/index.mjs')).href);
const run = (...args) => execFileSync(teiten, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const shots = process.env.SHOTS ?? 'shots';
mkdirSync(shots, { recursive: true });

const image = '<img src=x onerror="window.owned=1">';
const closing = '</script><script>window.owned=2</script>';
const formula = '=HYPERLINK(1)|cmd';

// --- the sources' types ----------------------------------------------------------------------
execFileSync(process.execPath, [join(source, 'web/node_modules/typescript/bin/tsc'), '-p', join(source, 'web')],
  { stdio: 'inherit' });

// --- a lake with two months of the half-year and hostile names ------------------------------
run('synth', 'talot2-half-year', '-o', 'h.pcap');
let config = readFileSync('h.yaml', 'utf8');
config = config
  .replace(/^institution: .*$/m, `institution: '${image} ${closing}'`)
  .replace(/place: "Tokyo"/, `place: '${formula} <b>x</b>'`)
  .replace(/reason: "[^"]*"/, `reason: '${closing}'`);
assert.ok(config.includes(image) && config.includes(formula) && config.includes(`reason: '${closing}'`));
writeFileSync('h.yaml', config);
let geo = readFileSync('h.geo.csv', 'utf8');
geo = geo.replace('"Example Broadband JP"', `"${image.replaceAll('"', '""')}"`)
  .replace('"Example Cable JP"', `"${closing}"`)
  .replace('"Example Access JP"', `"${formula}"`);
assert.ok(geo.includes('onerror') && geo.includes(closing) && geo.includes(formula));
writeFileSync('h.geo.csv', geo);
run('read', '--quiet', '--config', 'h.yaml', '--lake', 'lake', 'h-2005-10.pcap', 'h-2005-11.pcap');

const report = (out, ...more) => run('report', '--lake', 'lake', '--month', '2005-11', '--quiet', '-o', out, ...more);
report('en', '--lang', 'en');
report('ja', '--lang', 'ja');
report('again', '--lang', 'en');
report('inside', '--lang', 'en', '--internal');

// --- the files -------------------------------------------------------------------------------
const html = readFileSync('en/report.html', 'utf8');
assert.ok(statSync('en/report.html').size < 1.5e6, 'the page is smaller than 1.5 MB');
assert.equal(html, readFileSync('again/report.html', 'utf8'), 'the same lake gives the same bytes');
assert.ok(!html.includes('198.18.'), 'a public report names no address of a sensor');
assert.ok(readFileSync('inside/report.html', 'utf8').includes('198.18.'), 'an internal one does');
assert.ok(!/src=["']?http|href=["']?http|url\(/.test(html.replace(/<script[\s\S]*?<\/script>/g, '')), 'nothing to fetch');
const csvs = readdirSync('en/csv');
assert.ok(csvs.length >= 25, `${csvs.length} CSV files`);
for (const name of csvs) {
  const text = readFileSync(join('en/csv', name));
  assert.deepEqual([...text.subarray(0, 3)], [0xef, 0xbb, 0xbf], `${name} starts with the mark`);
  assert.ok(!/(^|,)"?=HYPERLINK/m.test(text.toString('utf8')), `${name} holds no formula`);
}
assert.ok(csvs.some((name) => readFileSync(join('en/csv', name), 'utf8').includes("'=HYPERLINK")), 'it is there as text');

// --- the browser -----------------------------------------------------------------------------
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function open(lang, options = {}, media = 'screen', before = async () => {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  const url = pathToFileURL(resolve(lang, 'report.html')).href;
  page.on('console', (m) => { if (m.type() !== 'log') wrong.push(`console ${m.type()}: ${m.text()}`); });
  page.on('pageerror', (e) => wrong.push(`error: ${e.message}`));
  page.on('request', (r) => { if (r.url() !== url) wrong.push(`request: ${r.url()}`); });
  if (media === 'print') await page.emulateMedia({ media: 'print' });
  await before(page);
  await page.goto(url);
  await page.waitForTimeout(300);
  return { context, page, wrong };
}

/** What every drawing must satisfy, looked at from inside the page. */
function look() {
  const out = { figures: 0, empty: [], clipped: [], odd: [] };
  for (const box of document.querySelectorAll('[data-figure]')) {
    out.figures++;
    const name = box.dataset.figure;
    const svg = box.querySelector('svg');
    const marks = svg ? svg.querySelectorAll('path').length : 0;
    if (!svg || marks < 2 || box.classList.contains('nothing')) { out.empty.push(name); continue; }
    const frame = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      if (/NaN|undefined|Infinity|\[object/.test(text.textContent)) out.odd.push(`${name}: ${text.textContent}`);
      const r = text.getBoundingClientRect();
      if (r.width && (r.left < frame.left - 3 || r.right > frame.right + 3 || r.top < frame.top - 3 || r.bottom > frame.bottom + 3))
        out.clipped.push(`${name}: ${text.textContent}`);
    }
    if (!box.getAttribute('aria-label')) out.odd.push(`${name}: no text alternative`);
  }
  out.owned = window.owned;
  out.images = document.querySelectorAll('img').length;
  out.scripts = document.querySelectorAll('script').length;
  out.folded = [...document.querySelectorAll('details.data')].every((d) => !d.open);
  out.unfolded = [...document.querySelectorAll('details.data')].every((d) => d.open);
  out.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return out;
}

function judge(what, seen, wrong) {
  assert.deepEqual(wrong, [], what);
  assert.ok(seen.figures >= 18, `${what}: ${seen.figures} drawings`);
  for (const key of ['empty', 'clipped', 'odd']) assert.deepEqual(seen[key], [], `${what}: ${key}`);
  assert.equal(seen.owned, undefined, `${what}: nothing of a stranger ran`);
  assert.equal(seen.images, 0, what);
  assert.equal(seen.scripts, 2, `${what}: the data and the bundle`);
}

for (const [lang, scheme] of [['en', 'light'], ['ja', 'light'], ['ja', 'dark']]) {
  const { context, page, wrong } = await open(lang, { colorScheme: scheme });
  const seen = await page.evaluate(look);
  judge(`${lang} ${scheme}`, seen, wrong);
  assert.ok(seen.folded, 'tables are folded on a screen');
  assert.ok(seen.overflow <= 0, 'nothing is wider than the window');
  const text = await page.evaluate(() => document.body.innerText);
  assert.ok(text.includes(image) && text.includes(closing), 'hostile names are there as text');
  assert.ok(text.includes('543,415') && text.includes('1,811') && text.includes('4.48'));
  assert.ok(lang === 'en' || text.includes('404人の見知らぬ人(発信元)から、発信元一人当たり4～5件の不正と思われるアクセスを受けている'));
  assert.ok(lang === 'ja' || text.includes('404 strangers (source addresses) knock at your computer uninvited, each of them 4 to 5 times'));
  await page.screenshot({ path: join(shots, `${lang}-${scheme}.png`), fullPage: true });
  await context.close();
}

{ // The keyboard reaches a drawing and its values.
  const { context, page, wrong } = await open('en');
  await page.focus('[data-figure="daily-accesses"]');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('[data-figure="daily-accesses"] .tip');
  const tip = await page.textContent('[data-figure="daily-accesses"] .tip');
  assert.match(tip, /2005-11-01.*445\/tcp/s);
  assert.deepEqual(wrong, []);
  // A hostile name in a tooltip is text as well.
  await page.focus('[data-figure="country-operators"]');
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(60);
  }
  assert.equal(await page.evaluate(() => window.owned), undefined);
  await context.close();
}

{ // On paper: light whatever the reader prefers, tables open, drawings of the sheet's width.
  const { context, page, wrong } = await open('ja', { colorScheme: 'dark', viewport: { width: 680, height: 960 } }, 'print');
  const seen = await page.evaluate(look);
  judge('print', seen, wrong);
  assert.ok(seen.unfolded, 'tables are open on paper');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.drawn), 'print');
  await page.screenshot({ path: join(shots, 'ja-print.png'), fullPage: true });
  await context.close();
}

for (const lang of ['en', 'ja']) { // A telephone.
  const { context, page, wrong } = await open(lang, { viewport: { width: 390, height: 800 } });
  const seen = await page.evaluate(look);
  judge(`small ${lang}`, seen, wrong);
  assert.ok(seen.overflow <= 0, 'nothing is wider than the window');
  await page.screenshot({ path: join(shots, `${lang}-small.png`), fullPage: true });
  await context.close();
}

{ // Without scripts every number is still there to be read.
  const { context, page } = await open('en', { javaScriptEnabled: false });
  await page.screenshot({ path: join(shots, 'en-no-script.png') });
  assert.ok(await page.isVisible('#daily-accesses table.data'));
  await context.close();
}

await browser.close();

// --- PDF -------------------------------------------------------------------------------------
report('ja', '--lang', 'ja', '--pdf');
assert.equal(readFileSync('ja/report.pdf').subarray(0, 5).toString(), '%PDF-');
console.log('the report is drawn, safe and readable in every form');
