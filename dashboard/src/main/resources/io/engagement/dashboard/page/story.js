// What is told beside the numbers, as the demo does: what happens, where to look, what each number is to be.

import {format, span, visible} from './format.js';
import {make} from './panels.js';

const OUTCOMES = {TO_COME: 'to come', NOW: 'now', RIGHT: 'right', WRONG: 'wrong'};
const box = document.getElementById('story');
const state = make('span', {class: 'mark'});
const acts = make('ol', {class: 'acts'});
const lines = make('div', {class: 'told'});
const look = make('p', {class: 'look'});
const figures = make('tbody');
const title = make('b');
const table = make('table', {}, make('caption', {class: 'unseen'}, 'What the numbers are to be'),
  make('thead', {}, make('tr', {}, ...['Number', 'before', 'is to be', 'is'].map((head, i) => make('th', {scope: 'col', class: i ? 'figure' : ''}, head)))), figures);
let scene = null;

/** Shows a scene; what has been said stays, so that a screen reader says only what is new. */
export function tell(next) {
  if (!scene) {
    lines.setAttribute('aria-live', 'polite');
    box.firstElementChild.replaceChildren(make('summary', {}, title, ' ', state), acts, lines, make('div', {class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'What the numbers are to be'}, table), look);
    box.hidden = false;
  }
  const said = scene?.title === next.title ? scene.lines.length : 0;
  if (said === 0) {
    title.textContent = visible(next.title);
    lines.replaceChildren();
  }
  lines.append(...next.lines.slice(said).map((line) => make('p', {}, visible(line))));
  scene = next;
  acts.replaceChildren(...scene.acts.map(act));
  acts.hidden = scene.acts.length === 0;
  table.parentElement.hidden = scene.figures.length === 0;
  figures.replaceChildren(...scene.figures.map(figure));
  look.replaceChildren();
  look.hidden = scene.look === null;
  if (scene.look) {
    look.append(make('a', {href: scene.look.address}, visible(scene.look.what)));
  }
  box.classList.toggle('still', scene.numbers === 'STAND_STILL');
}

function act({title: name, outcome}) {
  const item = make('li', {class: outcome.toLowerCase()}, visible(name), make('span', {class: 'unseen'}, `, ${OUTCOMES[outcome]}`));
  if (outcome === 'NOW') {
    item.setAttribute('aria-current', 'step');
  }
  return item;
}

function figure({what, before, wanted, found}) {
  const is = make('td', {class: `figure ${found === null ? '' : found === wanted ? 'right' : 'wrong'}`}, found === null ? 'counting' : format(found, 'count'));
  if (found !== null) {
    is.append(found === wanted ? make('span', {class: 'unseen'}, ', as it should be') : ', WRONG');
  }
  return make('tr', {}, make('th', {scope: 'row'}, visible(what)), make('td', {class: 'figure'}, format(before, 'count')),
    make('td', {class: 'figure'}, format(wanted, 'count')), is);
}

/** How it goes, second by second; age is how long ago the last commit was, in seconds. */
export function tick(age) {
  if (!scene) {
    return;
  }
  const wrong = scene.figures.some(({wanted, found}) => found !== null && found !== wanted) || scene.acts.some(({outcome}) => outcome === 'WRONG');
  const open = scene.figures.some(({found}) => found === null);
  state.textContent = wrong ? 'a number is wrong'
    : scene.numbers === 'STAND_STILL' ? `numbers stand still, for ${span(Math.max(0, Math.floor(age)))}`
    : open ? 'counting' : scene.figures.length > 0 ? 'as it should be' : '';
  state.hidden = state.textContent === '';
  state.className = `mark ${wrong ? 'wrong' : open || scene.numbers === 'STAND_STILL' ? '' : 'right'}`;
}
