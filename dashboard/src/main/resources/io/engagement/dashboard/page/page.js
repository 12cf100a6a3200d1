// The page: which view, which choices, when to read again. An address holds all of it.

import {format, instant, percent, setZone, span, timeOfDay} from './format.js';
import {Panel, copyText, make} from './panels.js';
import * as story from './story.js';

const byId = (id) => document.getElementById(id);
const RANGES = [['1d', 'today'], ['7d', '7 days'], ['28d', '28 days'], ['90d', '90 days'], ['365d', '365 days'], ['', 'from, to']];

let views = [];
let panels = new Map();
let shown = null;
let answer = null;
let receivedAt = 0;
let reading = null;
let again = false;
let silent = false;
let retry = null;
let events = null;

function viewId() {
  return location.pathname.slice(1) || views[0]?.id || 'overview';
}

function query() {
  return new URLSearchParams(location.search);
}

/** Whether the address says from when or until when. */
function dated() {
  return query().has('from') || query().has('to');
}

function go(id, parameters) {
  const text = parameters.toString();
  history.pushState(null, '', `/${id}${text ? '?' + text : ''}`);
  open();
}

/** Shows what the address says. */
function open() {
  const id = viewId();
  const view = views.find((each) => each.id === id);
  document.querySelectorAll('#views a').forEach((link) => {
    if (link.dataset.view === id) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({block: 'nearest', inline: 'nearest'});
    } else {
      link.removeAttribute('aria-current');
    }
  });
  byId('title').textContent = view?.title ?? id;
  byId('about').textContent = view?.about ?? '';
  document.title = `${view?.title ?? id} - Engagement`;
  if (shown !== id) {
    panels.forEach((panel) => panel.destroy());
    panels = new Map();
    byId('panels').replaceChildren();
    byId('controls').replaceChildren();
    delete byId('controls').dataset.shape;
    byId('definitions').hidden = true;
    shown = id;
  }
  return read();
}

/** Reads the view again; while it does, further wishes come to one more time. */
async function read() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = readOnce();
  try {
    await reading;
  } finally {
    reading = null;
  }
  if (again) {
    again = false;
    return read();
  }
}

async function readOnce() {
  const id = shown;
  const wanted = location.search;
  try {
    const response = await fetch(`/api/view/${encodeURIComponent(id)}${wanted}`);
    if (response.status === 401) {
      location.assign('/login');
      return;
    }
    if (!response.ok) {
      trouble((await response.text()).trim());
      if (response.status >= 500) {
        unanswered();
      }
      return;
    }
    const received = await response.json();
    if (id !== shown || wanted !== location.search) {
      again = true;
      return;
    }
    answer = received;
    receivedAt = Date.now();
    silent = false;
    setZone(answer.zone);
    trouble(null);
    controls();
    fill();
    definitions();
    status();
    byId('main').dataset.commit = answer.ledger.commit;
  } catch (e) {
    if (e instanceof TypeError) {
      trouble('The dashboard does not answer. What is shown is of ' + (answer ? timeOfDay(answer.ledger.readAt) : 'nothing yet') + '.');
      unanswered();
    } else {
      throw e;
    }
  }
}

/** What is shown is no longer known to be so; another try in a while. */
function unanswered() {
  silent = true;
  retry ??= setTimeout(() => { retry = null; read(); }, 5000);
  status();
}

function trouble(text) {
  const box = byId('trouble');
  box.hidden = text === null;
  if (text !== null && box.textContent !== text) {
    box.textContent = text;
  }
}

/** The address's parameters with everything that was chosen for the reader as well. */
function pinned() {
  const parameters = new URLSearchParams({from: answer.from, to: answer.to});
  answer.parameters.forEach((parameter) => parameters.set(parameter.name, parameter.value));
  return parameters;
}

function fill() {
  if (answer.panels.length === 0) {
    const soon = answer.ledger.health === 'nothing published yet' ? ' The page fills as soon as there is something.' : '';
    trouble(`${answer.ledger.health}.${soon}`);
  }
  for (const [id, panel] of panels) {
    if (!answer.panels.some((each) => each.id === id)) {
      panel.destroy();
      panel.element.remove();
      panels.delete(id);
    }
  }
  for (const each of answer.panels) {
    if (!panels.has(each.id)) {
      const made = new Panel(each);
      panels.set(each.id, made);
    }
    panels.get(each.id).fill(each, `/api/view/${shown}/${each.id}.csv?${pinned()}`, answer.ledger.readAt);
  }
  // In the order of the view, moving only what is not in its place: what is moved loses the focus.
  const places = byId('panels').children;
  answer.panels.forEach((each, i) => {
    const {element} = panels.get(each.id);
    if (places[i] !== element) {
      byId('panels').insertBefore(element, places[i] ?? null);
    }
  });
}

function field(name, title, about, input) {
  input.id = `choose-${name}`;
  input.name = name;
  const label = make('label', {for: input.id}, title);
  label.append(input);
  const box = make('div', {class: 'field'}, label);
  if (about) {
    input.title = about;
  }
  box.dataset.field = name;
  return box;
}

/** Controls are made anew only when what can be chosen has changed. */
function controls() {
  const form = byId('controls');
  const shape = JSON.stringify([answer.dated, answer.parameters.map(({name, options}) => [name, options]), dated(), query().get('range')]);
  if (form.dataset.shape !== shape) {
    const focused = form.contains(document.activeElement) ? document.activeElement.id : null;
    form.dataset.shape = shape;
    form.replaceChildren(...fields());
    if (focused) {
      byId(focused)?.focus();
    }
  }
  for (const parameter of answer.parameters) {
    const input = byId(`choose-${parameter.name}`);
    if (input && document.activeElement !== input && input.value !== parameter.value) {
      if (parameter.options && !parameter.options.some((option) => option.value === parameter.value)) {
        input.append(make('option', {value: parameter.value}, format(parameter.value, 'text')));
      }
      input.value = parameter.value;
    }
  }
}

function fields() {
  const made = answer.dated ? dateFields() : [];
  answer.parameters.forEach((parameter, i) => made.push(...choice(parameter, i)));
  return made;
}

function dateFields() {
  const made = [];
  const dates = make('select');
  RANGES.forEach(([value, title]) => dates.append(make('option', {value}, title)));
  const parameters = query();
  dates.value = dated() ? '' : parameters.get('range') ?? '28d';
  if (dates.selectedIndex < 0) {
    dates.append(make('option', {value: parameters.get('range')}, parameters.get('range').replace('d', ' days')));
    dates.value = parameters.get('range');
  }
  dates.addEventListener('change', () => {
    const next = query();
    ['range', 'from', 'to'].forEach((name) => next.delete(name));
    if (dates.value) {
      next.set('range', dates.value);
    } else {
      next.set('from', answer.from);
      next.set('to', answer.to);
    }
    go(shown, next);
  });
  made.push(field('range', 'Dates', null, dates));
  if (dated()) {
    for (const name of ['from', 'to']) {
      const input = make('input', {type: 'date', value: answer[name], required: true});
      input.addEventListener('change', () => {
        if (input.value) {
          const next = query();
          next.delete('range');
          next.set('from', answer.from);
          next.set('to', answer.to);
          next.set(name, input.value);
          go(shown, next);
        }
      });
      made.push(field(name, name === 'from' ? 'From' : 'To', null, input));
    }
  }
  return made;
}

/** The field of a parameter; none where there is nothing to choose. */
function choice(parameter, i) {
  if (parameter.options && parameter.options.length < 2) {
    return [];
  }
  let input;
  if (parameter.options) {
    input = make('select');
    parameter.options.forEach(({value, title}) => input.append(make('option', {value}, format(title, 'text'))));
  } else {
    input = make('input', {type: 'search', autocomplete: 'off', spellcheck: false});
  }
  input.value = parameter.value;
  input.addEventListener('change', () => {
    const next = query();
    // What comes after it was chosen among what it allowed.
    answer.parameters.slice(i + 1).filter((each) => each.options).forEach((each) => next.delete(each.name));
    next.set(parameter.name, input.value);
    go(shown, next);
  });
  return [field(parameter.name, parameter.title, parameter.about, input)];
}

function definitions() {
  const box = byId('definitions');
  box.hidden = answer.definitions.length === 0;
  const list = make('dl');
  for (const each of answer.definitions) {
    list.append(make('dt', {}, format(each.metric, 'text') + (each.since ? `, since ${instant(each.since)}` : '')),
      make('dd', {}, make('pre', {tabIndex: 0}, format(each.meaning ?? '', 'text'))));
  }
  if (box.dataset.text !== list.textContent) {
    box.dataset.text = list.textContent;
    box.querySelector('div').replaceChildren(list);
  }
}

/** Data until 11:06:02, committed 2 s ago, healthy. */
function status() {
  const said = silent ? 'not reached' : answer?.ledger.health ?? 'reading';
  const health = byId('health');
  if (health.textContent !== said) {
    health.textContent = said;
  }
  health.className = 'health' + (said === 'healthy' ? ' good' : /^(not(?!hing)|stopped)/.test(said) ? ' bad' : '');
  if (!answer) {
    return;
  }
  const ledger = answer.ledger;
  const sameDay = ledger.until && instant(ledger.until).slice(0, 10) === instant(ledger.readAt).slice(0, 10);
  byId('until').textContent = ledger.until ? `data until ${sameDay ? timeOfDay(ledger.until) : instant(ledger.until)}` : '';
  if (ledger.committedAt) {
    const age = (Date.now() - receivedAt + Date.parse(ledger.readAt) - Date.parse(ledger.committedAt)) / 1000;
    story.tick(age);
    byId('age').textContent = `committed ${span(Math.max(0, Math.floor(age)))} ago`;
  }
  const input = ledger.input;
  if (input.read > 0) {
    const of = (count) => percent(count / input.read);
    const parts = [['rejected', '/pipeline', input.rejected, 'no valid events'], ['late', '/corrections', input.late, 'too late to correct anything; the view Corrections has what late events did correct'], ['warned', '/pipeline', input.warnings, 'warnings about events']];
    const text = parts.map(([name, , count]) => `${name} ${of(count)}`).join(', ');
    const quality = byId('quality');
    if (quality.dataset.text !== text) {
      quality.dataset.text = text;
      quality.replaceChildren(...parts.flatMap(([name, href, count, about], i) => [i ? ', ' : '',
        make('a', {href, title: `Of ${format(input.read, 'count')} records read, ${format(count, 'count')} ${about}`}, `${name} ${of(count)}`)]));
    }
  }
}

/** Hears of commits while somebody looks: a browser has few connections, for all of its tabs together. */
function listen() {
  if (events || document.hidden) {
    return;
  }
  events = new EventSource('/api/events');
  events.addEventListener('commit', (event) => {
    if (!answer || event.data !== `${answer.ledger.commit} ${answer.ledger.health}`) {
      read();
    }
  });
  events.addEventListener('story', (event) => {
    story.tell(JSON.parse(event.data));
    status();
  });
  events.addEventListener('error', () => {
    if (!silent) {
      read();
    }
    // The browser tries again by itself, unless it was turned away.
    if (events?.readyState === EventSource.CLOSED) {
      events = null;
      setTimeout(listen, 3000);
    }
  });
}

async function start() {
  const response = await fetch('/api/views');
  if (response.status === 401) {
    location.assign('/login');
    return;
  }
  if (!response.ok) {
    trouble((await response.text()).trim());
    setTimeout(start, 3000);
    return;
  }
  views = await response.json();
  byId('views').replaceChildren(...views.map((view) => {
    const link = make('a', {href: `/${view.id}`, title: view.about}, view.title);
    link.dataset.view = view.id;
    return make('li', {}, link);
  }));
  await open();
  listen();
  setInterval(status, 1000);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a');
  if (!link || link.hasAttribute('download') || event.metaKey || event.ctrlKey || event.shiftKey || link.origin !== location.origin || link.hash) {
    return;
  }
  event.preventDefault();
  const target = new URL(link.href);
  // The dates go along from view to view.
  if (!target.search) {
    for (const name of ['range', 'from', 'to']) {
      if (query().has(name)) {
        target.searchParams.set(name, query().get(name));
      }
    }
  }
  go(target.pathname.slice(1) || views[0].id, target.searchParams);
  byId('main').focus({preventScroll: true});
  window.scrollTo(0, 0);
});
byId('controls').addEventListener('submit', (event) => event.preventDefault());
byId('link').addEventListener('click', () => copyText(`${location.origin}/${shown}?${pinned()}`, byId('link')));
window.addEventListener('popstate', open);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    events?.close();
    events = null;
  } else if (shown) {
    listen();
    read();
  }
});
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => panels.forEach((panel) => panel.redraw()));
start();

