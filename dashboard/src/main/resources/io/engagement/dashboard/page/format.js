// How values are written. Texts come from events, so whoever sends one chooses it: what could change
// how its neighbours look is written as an escape.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const JOINERS = new Set(['\u200c', '\u200d']);
const count = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const money = new Intl.NumberFormat('en', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const exact = new Intl.NumberFormat('en', {maximumFractionDigits: 6});
const few = new Intl.NumberFormat('en', {maximumSignificantDigits: 4});
const share = new Intl.NumberFormat('en', {style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1});
const fine = new Intl.NumberFormat('en', {style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2});

export function visible(text, lines = false) {
  return String(text).replace(HIDDEN, (character) => {
    if (JOINERS.has(character) || (lines && character === '\n')) {
      return character;
    }
    const point = character.codePointAt(0).toString(16);
    return point.length > 4 ? `\\u{${point}}` : '\\u' + point.padStart(4, '0');
  });
}

function span(seconds) {
  if (seconds < 0) {
    return '\u2212' + span(-seconds);
  }
  if (seconds < 60) {
    return few.format(Math.round(seconds * 10) / 10) + ' s';
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  if (whole < 86400) {
    return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
  }
  return `${Math.floor(whole / 86400)} d ${Math.floor(whole / 3600) % 24} h`;
}

let zone = 'UTC';
let instants = instantsOf(zone);

function instantsOf(name) {
  const parts = {year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'};
  try {
    return new Intl.DateTimeFormat('sv-SE', {...parts, timeZone: name});
  } catch {
    return new Intl.DateTimeFormat('sv-SE', {...parts, timeZone: 'UTC'});
  }
}

/** The zone of the deployment, in which instants are written. */
export function setZone(name) {
  if (name !== zone) {
    zone = name;
    instants = instantsOf(name);
  }
}

export function instant(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : instants.format(date);
}

/** The time of an instant alone. */
export function timeOfDay(text) {
  return instant(text).slice(11);
}

const day = new Intl.DateTimeFormat('en-GB', {weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC'});

/** A day or an instant as part of a sentence. */
export function when(text) {
  return text.includes('T') ? `at ${timeOfDay(text).slice(0, 5)}` : `on ${day.format(new Date(text))}`;
}

export function percent(value) {
  return value !== 0 && Math.abs(value) < 0.1 ? fine.format(value) : share.format(value);
}

/** A value as its column's format says; an en dash for none. */
export function format(value, kind) {
  if (value === null || value === undefined) {
    return '\u2013';
  }
  switch (kind) {
    case 'count': return count.format(value);
    case 'money': return money.format(value);
    case 'percent': return percent(value);
    case 'exact': return exact.format(value);
    case 'number': return few.format(value);
    case 'seconds': return span(Number(value));
    case 'instant': return instant(value);
    case 'flag': return value ? 'yes' : 'no';
    default: return visible(value, true);
  }
}

export const FIGURES = new Set(['count', 'exact', 'money', 'percent', 'number', 'seconds']);
export {span};
