// A panel: heading, drawing, table, statement, CSV. Made once and filled again with every cut, so that
// what is open or focused stays so. Texts become text nodes, never markup.

import {columnOf, draw, nameOf, seriesOf, spark} from './charts.js';
import {flow} from './flow.js';
import {FIGURES, format, timeOfDay, visible, when} from './format.js';

let tips = 0;

export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'class') {
      element.className = value;
    } else if (key.includes('-') || key === 'role' || key === 'for' || key === 'scope') {
      element.setAttribute(key, value);
    } else {
      element[key] = value;
    }
  }
  element.append(...children);
  return element;
}

/** A button that tells what something means, on hover, focus and to screen readers; Escape shuts it. */
export function hint(of, text) {
  const tip = make('span', {class: 'tip', role: 'tooltip', id: `tip${++tips}`}, visible(text));
  const button = make('button', {type: 'button', 'aria-label': `What ${of} means`, 'aria-describedby': tip.id}, '?');
  const box = make('span', {class: 'hint'}, button, tip);
  const open = () => {
    box.classList.remove('shut');
    tip.classList.toggle('left', box.getBoundingClientRect().left > window.innerWidth * 0.6);
  };
  box.addEventListener('mouseenter', open);
  button.addEventListener('focus', open);
  button.addEventListener('keydown', (event) => event.key === 'Escape' && box.classList.add('shut'));
  return box;
}

/** Only rows that have changed are replaced: what is selected or focused in others stays so. */
function renew(old, rows) {
  rows.forEach((row, i) => {
    const there = old.rows[i];
    if (!there) {
      old.append(row);
    } else if (there.dataset.numbers !== row.dataset.numbers) {
      there.replaceWith(row);
    }
  });
  while (old.rows.length > rows.length) {
    old.rows[old.rows.length - 1].remove();
  }
}

/** By how much a number is more or less than another; empty where that says nothing. */
function change(now, then, kind) {
  const by = kind === 'percent' ? now - then : now / then - 1;
  if (!Number.isFinite(by)) {
    return '';
  }
  const way = by > 0 ? '\u25b2' : by < 0 ? '\u25bc' : '=';
  const much = kind === 'percent' ? `${Math.abs(by * 100).toFixed(1)} points`
    : by > 10 ? `${format(now / then, 'number')} times` : format(Math.abs(by), 'percent');
  return `${way} ${much}`;
}

/** A tile's number beside an earlier one; while it still grows, the last that does not is compared instead. */
function comparison(answer, at, y, kind) {
  const {rows, chart} = answer;
  const growing = (row) => 'complete' in at && row[at.complete] === false;
  let n = rows.length - 1;
  while (n >= 0 && growing(rows[n])) {
    n--;
  }
  const now = rows[n]?.[at[y]] ?? null;
  const before = rows[n - chart.compare];
  const then = before?.[at[y]] ?? null;
  const firm = now !== null && n < rows.length - 1 ? `${format(now, kind)} ${when(rows[n][at[chart.x]])}` : '';
  const by = now !== null && then !== null ? change(Number(now), Number(then), kind) : '';
  const earlier = then === null ? '' : `${format(then, kind)} ${when(before[at[chart.x]])}`;
  return [firm, [by, earlier].filter(Boolean).join(' from ')].filter(Boolean).join(', ');
}

const MOST_CORRECTIONS = 3;
const SHOWN_AS_TABLE = new Set(['table', 'bars', 'heat']);

export class Panel {
  constructor(answer) {
    this.body = make('div');
    this.notes = make('p', {class: 'note'});
    this.corrected = make('p', {class: 'note corrected', hidden: true});
    this.table = make('div', {class: 'scroll'});
    this.table.tabIndex = 0;
    this.table.setAttribute('role', 'region');
    this.table.setAttribute('aria-label', `${answer.title}, table`);
    this.sql = make('pre', {tabIndex: 0});
    this.csv = make('a', {href: '#', download: ''}, 'CSV');
    this.csv.append(make('span', {class: 'unseen'}, ` of ${answer.title}`));
    this.tableSummary = make('summary', {}, 'Table');
    this.tableBox = make('details', {}, this.tableSummary, this.table);
    const copy = make('button', {type: 'button', class: 'quiet'}, 'Copy');
    copy.addEventListener('click', () => copyText(this.sql.textContent, copy));
    const sqlSummary = make('summary', {}, 'SQL');
    sqlSummary.append(make('span', {class: 'unseen'}, ` of ${answer.title}`));
    const sqlBox = make('details', {}, sqlSummary, copy, this.sql);
    const title = make('h2', {id: `panel-${answer.id}`}, answer.title);
    this.element = make('section', {class: `panel ${answer.chart.kind}`, 'aria-labelledby': title.id},
      make('div', {class: 'heading'}, title, hint(answer.title, answer.about)),
      this.body, this.corrected, this.notes, make('div', {class: 'more'}, this.tableBox, sqlBox, this.csv));
    this.element.dataset.panel = answer.id;
    this.charts = new Map();
    this.seen = new Map();
    this.counts = false;
    this.numbers = null;
    this.choice = null;
  }

  /** Shows the numbers of a cut; csv is the address of the same rows, at when the cut was read. */
  fill(answer, csv, at) {
    this.answer = answer;
    this.at = at;
    const kind = answer.chart.kind;
    // With a tile or a drawing that has nothing, there is nothing to see.
    this.element.hidden = kind === 'tile' && answer.rows.length === 0 && !answer.error;
    this.element.classList.toggle('half', kind === 'line' && (answer.chart.y ?? []).length === 1 && answer.half === true);
    if (!this.sql.contains(document.getSelection().anchorNode)) {
      this.sql.textContent = answer.sql;
    }
    // Numbers of another choice are others, and no corrections of these.
    if (csv !== this.choice) {
      this.choice = csv;
      this.seen.clear();
      this.corrected.hidden = true;
    }
    this.csv.href = csv;
    const numbers = JSON.stringify([answer.columns, answer.rows, answer.error]);
    if (numbers === this.numbers) {
      return;
    }
    this.numbers = numbers;
    const inTable = SHOWN_AS_TABLE.has(kind);
    this.tableBox.hidden = kind === 'table' || kind === 'bars' || answer.rows.length === 0;
    this.tableSummary.textContent = `Table (${answer.rows.length})`;
    this.notes.textContent = this.note(answer);
    this.notes.hidden = this.notes.textContent === '';
    if (answer.error || answer.rows.length === 0) {
      this.destroy();
      this.body.replaceChildren(make('p', {class: 'note'}, answer.error ?? 'Nothing here for these dates and choices.'));
      this.table.replaceChildren();
      this.seen.clear();
      return;
    }
    this.corrections = [];
    if (inTable && kind !== 'heat') {
      this.fillTable(this.body, answer, kind === 'bars' ? answer.chart.y[0] : null);
    } else {
      this.fillTable(this.table, answer, null);
      this.draw(answer);
    }
    if (this.corrections.length > 0) {
      const told = kind === 'tile' ? 1 : MOST_CORRECTIONS;
      const more = this.corrections.length - told;
      this.corrected.textContent = `Corrected at ${timeOfDay(at)}: ${this.corrections.slice(-told).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
      this.corrected.hidden = false;
    }
  }

  note(answer) {
    const notes = [];
    if (answer.truncated) {
      notes.push(`The first ${answer.rows.length} rows are shown; choose fewer days for the others.`);
    }
    const complete = answer.columns.findIndex((column) => column.name === 'complete');
    if (complete >= 0 && answer.chart.kind !== 'tile' && answer.rows.some((row) => row[complete] === false)) {
      notes.push('Provisional: what is dashed, pale or in italics is still being counted.');
    }
    if (answer.chart.series && ['line', 'bar'].includes(answer.chart.kind)) {
      const {series, of} = seriesOf(answer, answer.chart.y[0]);
      if (of > series.length) {
        notes.push(`${series.length} of ${of} values are drawn, the largest; all are in the table.`);
      }
    }
    return notes.join(' ');
  }

  draw(answer) {
    const kind = answer.chart.kind;
    if (kind === 'tile') {
      this.tile(answer);
    } else if (kind === 'heat') {
      this.heat(answer);
    } else if (kind === 'sentences') {
      this.sentences(answer);
    } else if (kind === 'sankey') {
      this.body.className = '';
      this.body.replaceChildren(make('div', {class: 'flow', tabIndex: 0, role: 'region', 'aria-label': `${answer.title}, drawing`}, flow(answer)));
    } else {
      this.drawings(answer);
    }
  }

  drawings(answer) {
    const names = answer.chart.kind === 'stacked' ? [answer.chart.y[0]] : answer.chart.y;
    if (this.body.className !== 'drawings') {
      this.body.className = 'drawings';
      this.body.replaceChildren();
    }
    if (this.charts.size === 0) {
      this.body.replaceChildren(...names.map((name) => {
        const canvas = make('canvas', {role: 'img'});
        const box = make('div', {class: 'drawing'});
        if (names.length > 1) {
          box.append(make('h3', {}, columnOf(answer, name).title));
        }
        box.append(make('div', {class: 'canvas'}, canvas));
        this.charts.set(name, {canvas, chart: null});
        return box;
      }));
    }
    for (const [name, held] of this.charts) {
      held.chart = draw(held.canvas, held.chart, answer, name);
      const {x} = seriesOf(answer, name);
      held.canvas.setAttribute('aria-label', `Chart of ${columnOf(answer, name).title}, ${visible(x[0])} to ${visible(x[x.length - 1])}. The table below holds the same numbers.`);
    }
  }

  tile(answer) {
    const at = Object.fromEntries(answer.columns.map((column, i) => [column.name, i]));
    const y = answer.chart.y[0];
    const kind = columnOf(answer, y).format;
    const last = answer.rows[answer.rows.length - 1];
    const soon = 'complete' in at && last[at.complete] === false;
    const value = make('div', {class: 'value'}, make('span', {}, format(last[at[y]], kind)));
    value.firstChild.dataset.raw = String(last[at[y]]);
    if (soon) {
      value.append(' ', make('span', {class: 'mark'}, 'so far'));
    }
    this.mark(value.firstChild, 'tile', last[at[y]], false);
    const compared = make('p', {class: 'compared'}, comparison(answer, at, y, kind));
    this.body.className = '';
    this.body.replaceChildren(value, compared, spark(answer.rows.map((row) => row[at[y]]), soon));
  }

  sentences(answer) {
    const at = Object.fromEntries(answer.columns.map((column, i) => [column.name, i]));
    const before = (row) => [at.goal, at.value].filter((i) => i !== undefined && row[i] !== '').map((i) => visible(row[i])).join(', ');
    this.body.className = '';
    this.body.replaceChildren(make('ul', {class: 'sentences'}, ...answer.rows.map((row) => {
      const lead = before(row);
      return make('li', {class: row[at.mismatch] === true ? 'bad' : ''}, (lead ? `${lead}: ` : '') + visible(row[at.words]));
    })));
  }

  heat(answer) {
    const at = Object.fromEntries(answer.columns.map((column, i) => [column.name, i]));
    const chart = answer.chart;
    const rows = new Map();
    const heads = [...new Set(answer.rows.map((row) => row[at[chart.series]]))].sort((a, b) => a - b);
    for (const row of answer.rows) {
      const key = row[at[chart.x]];
      if (!rows.has(key)) {
        rows.set(key, new Map());
      }
      rows.get(key).set(row[at[chart.series]], row);
    }
    const most = Math.max(...answer.rows.filter((row) => row[at[chart.series]] !== 0).map((row) => Number(row[at[chart.y[0]]])), 0.0001);
    const body = [...rows].map(([key, cells]) => {
      const size = [...cells.values()][0][at.size];
      return make('tr', {}, make('th', {scope: 'row'}, format(key, 'text')), make('td', {}, format(size, 'count')),
        ...heads.map((head) => {
          const row = cells.get(head);
          if (!row) {
            return make('td');
          }
          const rate = row[at[chart.y[0]]];
          const depth = head === 0 ? 0 : 0.5 * Number(rate) / most;
          const cell = make('td', {}, this.counts ? format(row[at.users], 'count') : format(rate, 'percent'));
          cell.dataset.raw = String(this.counts ? row[at.users] : row[at[chart.y[0]]]);
          cell.style.setProperty('--depth', depth.toFixed(3));
          this.mark(cell, `${key} ${head}`, row[at.users], row[at.complete] === true);
          if (row[at.complete] === false) {
            cell.classList.add('soon');
            cell.append(make('span', {class: 'unseen'}, ' provisional'));
          }
          return cell;
        }));
    });
    const toggle = make('button', {type: 'button', class: 'quiet', 'aria-pressed': String(this.counts)}, 'Counts');
    toggle.addEventListener('click', () => {
      this.counts = !this.counts;
      this.heat(this.answer);
      this.body.querySelector('button').focus();
    });
    const focused = this.body.contains(document.activeElement) && document.activeElement.tagName === 'BUTTON';
    const region = make('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `${answer.title}, heat map`}, make('table', {class: 'heatmap'},
      make('thead', {}, make('tr', {}, make('th', {scope: 'col'}, columnOf(answer, chart.x).title), make('th', {scope: 'col', class: 'figure'}, 'Size'),
        ...heads.map((head) => make('th', {scope: 'col', class: 'figure'}, String(head))))),
      make('tbody', {}, ...body)));
    this.body.className = '';
    this.body.replaceChildren(toggle, region);
    if (focused) {
      toggle.focus();
    }
  }

  fillTable(into, answer, barred) {
    // Without a breakdown there is one value, and it says nothing.
    const says = (name, i) => name !== 'value' || answer.rows.some((row) => row[i] !== '');
    const columns = answer.columns.map((column, i) => ({...column, i}))
      .filter(({name, column, i}) => column.format !== 'hidden' && says(name, i));
    const at = Object.fromEntries(answer.columns.map((column, i) => [column.name, i]));
    const keyed = columns.filter(({column}) => !FIGURES.has(column.format) && column.format !== 'flag');
    const most = barred ? Math.max(...answer.rows.map((row) => Number(row[at[barred]])), 1) : 1;
    const body = make('tbody');
    for (const row of answer.rows) {
      const soon = 'complete' in at && row[at.complete] === false;
      const key = keyed.map(({i}) => row[i]).join('\u0001');
      const cells = columns.map(({name, column, i}) => {
        const figure = FIGURES.has(column.format);
        const cell = make('td', {class: figure ? 'figure' : String(row[i]).length > 34 ? 'wrap' : 'word'});
        if (row[i] !== null) {
          cell.dataset.raw = String(row[i]);
        }
        if (column.format === 'person') {
          cell.append(make('a', {href: '/person?' + new URLSearchParams({user: row[i]})}, visible(row[i])));
        } else {
          cell.append(name === 'value' ? nameOf(row[i]) : format(row[i], column.format));
        }
        if (name === 'complete' && soon) {
          cell.replaceChildren(make('span', {class: 'mark'}, 'so far'));
        }
        if (name === barred) {
          cell.classList.add('bar');
          cell.style.setProperty('--share', `${(100 * Number(row[i]) / most).toFixed(2)}%`);
        }
        if (figure) {
          const was = this.mark(cell, `${key}\u0001${name}`, row[i], !soon && 'complete' in at);
          if (was !== null) {
            const of = keyed.map((each) => format(row[each.i], each.column.format)).filter(Boolean).join(', ');
            this.corrections.push(`${of}: ${column.title} ${format(was, column.format)}, now ${format(row[i], column.format)}`);
          }
        }
        return cell;
      });
      const line = make('tr', {class: soon ? 'soon' : ''}, ...cells);
      line.dataset.numbers = JSON.stringify([row, most]);
      body.append(line);
    }
    const table = into.querySelector('table');
    const shape = columns.map(({name}) => name).join(' ');
    if (table && table.dataset.shape === shape) {
      renew(table.tBodies[0], [...body.rows]);
      return;
    }
    const heads = columns.map(({column}) => {
      const head = make('th', {scope: 'col', class: FIGURES.has(column.format) ? 'figure' : ''}, column.title);
      if (column.about) {
        head.append(hint(column.title, column.about));
      }
      return head;
    });
    const made = make('table', {}, make('thead', {}, make('tr', {}, ...heads)), body);
    made.dataset.shape = shape;
    if (into === this.body) {
      const region = make('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `${answer.title}, table`}, made);
      into.className = '';
      into.replaceChildren(region);
    } else {
      into.replaceChildren(made);
    }
  }

  /** A number that another cut showed otherwise lights up; what it was if it had been complete, else null. */
  mark(element, key, value, complete) {
    const old = this.seen.get(key);
    this.seen.set(key, {value, complete});
    if (old === undefined || String(old.value) === String(value)) {
      return null;
    }
    element.classList.add('changed');
    if (!old.complete || !complete) {
      return null;
    }
    element.title = `Corrected, it was ${old.value}`;
    return old.value;
  }

  /** Colours have changed. */
  redraw() {
    for (const held of this.charts.values()) {
      held.chart?.destroy();
      held.chart = null;
    }
    this.numbers = null;
    if (this.answer) {
      this.fill(this.answer, this.choice, this.at);
    }
  }

  destroy() {
    for (const held of this.charts.values()) {
      held.chart?.destroy();
    }
    this.charts.clear();
    this.body.className = '';
  }
}

export async function copyText(text, button) {
  const was = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed here';
  }
  setTimeout(() => { button.textContent = was; }, 1500);
}

