// Paths as a flow from left to right: places by d3-sankey, lines by hand.

import {colour} from './charts.js';
import {format, visible} from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1100;
const HEIGHT = 460;

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

/** A drawing of the rows (step, source, target, transitions). */
export function flow(panel) {
  const svg = element('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${panel.title}. The table below holds the same numbers.`});
  const at = Object.fromEntries(panel.columns.map((column, i) => [column.name, i]));
  const nodes = new Map();
  const node = (step, item) => {
    const id = `${step} ${item}`;
    if (!nodes.has(id)) {
      nodes.set(id, {id, step, item});
    }
    return id;
  };
  const links = panel.rows.map((row) => ({
    source: node(row[at.step], row[at.source]),
    target: node(row[at.step] + 1, row[at.target]),
    value: Number(row[at.transitions]),
  })).filter((link) => link.value > 0);
  if (links.length === 0) {
    return svg;
  }
  const layout = window.d3.sankey()
    .nodeId((each) => each.id)
    .nodeAlign((each) => each.step - 1)
    .nodeWidth(10)
    .nodePadding(14)
    .extent([[4, 8], [WIDTH - 130, HEIGHT - 8]])({nodes: [...nodes.values()], links});
  const items = [...new Set(layout.nodes.map((each) => each.item))];
  const paint = new Map(items.map((item, i) => [item, colour(i)]));
  for (const link of layout.links) {
    const x0 = link.source.x1;
    const x1 = link.target.x0;
    const middle = (x0 + x1) / 2;
    const path = element('path', {
      d: `M${x0} ${link.y0}C${middle} ${link.y0} ${middle} ${link.y1} ${x1} ${link.y1}`,
      'stroke-width': Math.max(1, link.width),
    });
    path.style.stroke = paint.get(link.source.item);
    const title = element('title', {});
    title.textContent = `${visible(link.source.item)} to ${visible(link.target.item)}: ${format(link.value, 'count')}`;
    path.append(title);
    svg.append(path);
  }
  for (const each of layout.nodes) {
    const box = element('rect', {x: each.x0, y: each.y0, width: each.x1 - each.x0, height: Math.max(1, each.y1 - each.y0)});
    box.style.fill = paint.get(each.item);
    const text = element('text', {x: each.x1 + 5, y: (each.y0 + each.y1) / 2, dy: '.35em'});
    const name = visible(each.item);
    text.textContent = `${name.length > 20 ? name.slice(0, 19) + '\u2026' : name} ${format(each.value, 'count')}`;
    svg.append(box, text);
  }
  return svg;
}
