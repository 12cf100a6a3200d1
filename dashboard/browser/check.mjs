// Looks at every view as somebody would, with Chromium, the keyboard and axe, and compares each number
// with the database in the same cut.
//   PGHOST=... PGPORT=... PGUSER=... PGPASSWORD=... PGDATABASE=... npm run check -- http://127.0.0.1:8090/
import {execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';
import {format} from '../src/main/resources/io/engagement/dashboard/page/format.js';
import {openBrowser, settled} from './browser.mjs';

const [base = 'http://127.0.0.1:8090/', ...wanted] = process.argv.slice(2);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const MOST_TRIES = 20;
const faults = [];
let compared = 0;

/** The ledger's commit and the rows of each statement, all of one transaction. */
function cut(statements) {
  const script = ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;'];
  statements.forEach((sql, i) => {
    const at = sql.indexOf('\n', sql.indexOf('SET TIME ZONE'));
    script.push(sql.slice(0, at), `\\echo ROWS ${i}`, `SELECT row_to_json(r) FROM (${sql.slice(at).trim().replace(/;$/, '')}) AS r;`);
  });
  script.push('\\echo COMMIT', 'SELECT last_commit FROM sink_ledger;', 'COMMIT;');
  let out;
  try {
    out = execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], {input: script.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28});
  } catch (e) {
    console.error('psql cannot read the tables (set PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE): ' + e.stderr);
    process.exit(1);
  }
  const rows = [];
  let commit = null;
  let into = null;
  for (const line of out.split('\n')) {
    if (line.startsWith('ROWS ')) {
      into = [];
      rows.push(into);
    } else if (line === 'COMMIT') {
      into = null;
    } else if (into === null) {
      commit = commit ?? (line.trim() || null);
    } else if (line) {
      into.push(JSON.parse(line));
    }
  }
  return {commit, rows};
}

/** What a table on the page shows: the names and texts of its columns, row by row. */
function shownTables(page) {
  return page.locator('#panels > section').evaluateAll((sections) => sections.filter((section) => !section.hidden).map((section) => {
    const table = section.querySelector('table[data-shape]');
    return {
      id: section.dataset.panel,
      sql: section.querySelector('pre').textContent,
      big: section.querySelector('.value > span')?.textContent ?? null,
      names: table ? table.dataset.shape.split(' ') : [],
      rows: table ? [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)) : [],
    };
  }));
}

async function compare(page, view) {
  const answer = await (await fetch(new URL(`api/view/${view}${new URL(page.url()).search}`, base))).json();
  const formats = new Map(answer.panels.map((panel) => [panel.id, new Map(panel.columns.map(({name, column}) => [name, column.format]))]));
  const charts = new Map(answer.panels.map((panel) => [panel.id, panel.chart]));
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const commit = await settled(page);
    const panels = await shownTables(page);
    const database = cut(panels.map(({sql}) => sql));
    if (database.commit !== commit) {
      // The job was quicker than the page: right after its next commit there is the most time.
      await page.locator(`#main:not([data-commit="${commit}"])`).waitFor();
      continue;
    }
    panels.forEach((panel, i) => {
      const stored = database.rows[i];
      const known = formats.get(panel.id) ?? new Map();
      const expected = Math.min(stored.length, 5000);
      if (panel.names.length > 0 && panel.rows.length !== expected) {
        faults.push(`${view}/${panel.id}: ${panel.rows.length} rows on the page, ${expected} in the database`);
        return;
      }
      panel.rows.forEach((cells, n) => panel.names.forEach((name, c) => {
        if (!(name in stored[n])) {
          return; // A sentence or an interval, made of the others.
        }
        let value = stored[n][name];
        let text = format(value, known.get(name));
        if (name === 'complete') {
          text = value ? 'yes' : 'so far';
        } else if (name === 'value' && value === '') {
          text = 'all';
        }
        compared++;
        if (cells[c] !== text) {
          faults.push(`${view}/${panel.id}, row ${n + 1}, ${name}: ${cells[c]} on the page, ${text} in the database`);
        }
      }));
      if (panel.big !== null) {
        const y = charts.get(panel.id).y[0];
        const text = format(stored[stored.length - 1][y], known.get(y));
        compared++;
        if (panel.big !== text) {
          faults.push(`${view}/${panel.id}: ${panel.big} on the page, ${text} in the database`);
        }
      }
    });
    return;
  }
  faults.push(`${view}: no cut was the same on the page and in the database`);
}

/** Every control is reached by Tab alone and shows that it is. */
async function keyboard(page, view) {
  const all = await page.locator('a[href]:visible, button:visible, select:visible, input:visible, summary:visible, [tabindex="0"]:visible').count();
  const reached = new Set();
  await page.locator('.skip').focus();
  for (let i = 0; i < all + 40; i++) {
    const here = await page.locator(':focus').evaluateAll((found) => found.map((element) => {
      const every = [...document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]')];
      const seen = getComputedStyle(element);
      return {place: every.indexOf(element), outlined: seen.outlineStyle !== 'none' || element.className === 'skip', name: element.outerHTML.slice(0, 80)};
    }));
    for (const {place, outlined, name} of here) {
      if (place >= 0) {
        reached.add(place);
      }
      if (!outlined) {
        faults.push(`${view}: focus is not seen on ${name}`);
      }
    }
    await page.keyboard.press('Tab');
  }
  if (reached.size < all) {
    faults.push(`${view}: ${all - reached.size} of ${all} controls are not reached by keyboard`);
  }
}

async function axe(page, view, scheme) {
  // The page forbids scripts that are not its own, so axe comes by the debugger.
  const client = await page.context().newCDPSession(page);
  const {readFileSync} = await import('node:fs');
  await client.send('Runtime.evaluate', {expression: readFileSync(AXE, 'utf8')});
  const {result} = await client.send('Runtime.evaluate', {
    expression: "axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations.map(({id, impact, help, nodes}) => ({id, impact, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}))))",
    awaitPromise: true,
  });
  for (const {id, impact, help, nodes} of JSON.parse(result.value)) {
    if (impact === 'serious' || impact === 'critical') {
      faults.push(`${view}, ${scheme}: ${id}, ${help}: ${nodes.join(' | ')}`);
    }
  }
}

const browser = await openBrowser();
const views = await (await fetch(new URL('api/views', base))).json();
let bytes = 0;
for (const scheme of ['light', 'dark', 'phone']) {
  const phone = scheme === 'phone';
  const context = await browser.newContext({colorScheme: phone ? 'light' : scheme, viewport: phone ? {width: 390, height: 844} : {width: 1360, height: 900}});
  for (const {id} of views.filter((view) => wanted.length === 0 || wanted.includes(view.id))) {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && faults.push(`${id}: console: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(`${id}: ${error.message}`));
    if (bytes === 0) {
      page.on('requestfinished', async (request) => {
        const sizes = await request.sizes().catch(() => null);
        bytes += sizes ? sizes.responseBodySize : 0;
      });
    }
    await page.goto(new URL(id, base).href);
    await settled(page);
    if (scheme === 'light') {
      await compare(page, id);
      await keyboard(page, id);
    }
    await axe(page, id, scheme);
    const wide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    if (wide > 0) {
      faults.push(`${id}, ${scheme}: ${wide} pixels wider than the window`);
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
console.log(`${views.length} views, ${compared} values compared, ${(bytes / 1000).toFixed(0)} kB for the first page, ${faults.length} faults`);
faults.slice(0, 50).forEach((fault) => console.log('- ' + fault));
process.exit(faults.length === 0 && compared > 0 ? 0 : 1);
