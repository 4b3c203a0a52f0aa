// Prints Lighthouse's scores of the pages people live on, signed in: the median of three runs each.
//   node bench/lighthouse.mjs http://localhost:5000 EMAIL PASSWORD [PATH …]
// Run it against a Release build on a machine that does nothing else. LIGHTHOUSE names another executable than npx's.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const [address, email, password, ...paths] = process.argv.slice(2);
if (!password) {
  console.error('node bench/lighthouse.mjs ADDRESS EMAIL PASSWORD [PATH …]');
  process.exit(2);
}
const runs = 3;
const bar = 95;
const kinds = ['performance', 'accessibility', 'best-practices'];
const run = promisify(execFile);
process.env.CHROME_PATH ??= ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

const cookies = new Map();
async function ask(path, options = {}) {
  const answer = await fetch(new URL(path, address), {
    redirect: 'manual', ...options,
    headers: { ...options.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
    cookies.set(name, value);
  }
  return answer;
}

async function signIn() {
  const page = await (await ask('/sign-in')).text();
  const form = new URLSearchParams({ Email: email, Password: password });
  const [, name, token] = page.match(/<input type="hidden" name="(_form)" value="([^"]+)"/);
  form.set(name, token);
  const answer = await ask('/sign-in', { method: 'POST', body: form });
  if (answer.status !== 303) throw new Error(`Signing in was answered with ${answer.status}.`);
}

async function deal() {
  const page = await (await ask('/pipeline/table?status=open')).text();
  return page.match(/href="(\/deals\/[0-9a-f-]{36})"/)?.[1];
}

// Chromium now and then fails to record a page's trace, and Lighthouse asks to be run again.
async function measure(path, triesLeft = 4) {
  try {
    return await measureOnce(path);
  } catch (error) {
    if (triesLeft === 0 || !String(error.stderr).includes('Please run Lighthouse again')) throw error;
    return measure(path, triesLeft - 1);
  }
}

async function measureOnce(path) {
  const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
  const output = join(folder, 'report.json');
  const [command, ...before] = process.env.LIGHTHOUSE ? [process.env.LIGHTHOUSE] : ['npx', '--yes', 'lighthouse@13'];
  const cookie = `tandem=${cookies.get('tandem')}`;
  await run(command, [
    ...before, new URL(path, address).href, '--quiet', '--output=json', `--output-path=${output}`, `--only-categories=${kinds}`,
    `--extra-headers=${JSON.stringify({ Cookie: cookie })}`,
    '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking',
  ], { maxBuffer: 1e8 });
  const report = JSON.parse(await readFile(output, 'utf8'));
  await rm(folder, { recursive: true });
  const audits = Object.values(report.audits);
  return {
    scores: kinds.map((kind) => Math.round(report.categories[kind].score * 100)),
    times: ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'].map((id) => report.audits[id].displayValue),
    wrong: audits.filter((audit) => audit.score !== null && audit.score < 0.9 && ['binary', 'numeric', 'metricSavings'].includes(audit.scoreDisplayMode)).map((audit) => audit.id),
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

await signIn();
let missed = false;
console.log(`page | ${kinds.join(' | ')} | FCP, LCP, TBT, CLS, SI of the median run`);
for (const path of paths.length ? paths : ['/home', '/review', '/pipeline', await deal()]) {
  const measured = [];
  for (let i = 0; i < runs; i++) measured.push(await measure(path));
  const scores = kinds.map((_, i) => median(measured.map((m) => m.scores[i])));
  const middle = measured.find((m) => m.scores[0] === scores[0]);
  missed ||= scores.some((score) => score < bar);
  console.log(`${path} | ${scores.join(' | ')} | ${middle.times.join(', ')}${middle.wrong.length ? `\n    ${middle.wrong.join(', ')}` : ''}`);
}
process.exitCode = missed ? 1 : 0;
