// Lines and bars by Chart.js. Colours are the page's, so they follow light and dark.

import {format, visible} from './format.js';

const MOST_SERIES = 8;

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function colour(index) {
  return css(`--c${index % MOST_SERIES + 1}`);
}

/** What series are ranked by: a share of few says nothing, so it is the first count that there is. */
function weightOf(panel, y) {
  const counted = panel.columns.find(({column}) => column.format === 'count');
  return columnOf(panel, y).format === 'percent' && counted ? counted.name : y;
}

const DAY = 86_400_000;
const MOST_PLACES = 4_000;

/** The places of an axis; of days and weeks also those without a row, or a line would pass over them. */
function axis(found) {
  const days = found.map((each) => (/^\d{4}-\d\d-\d\d$/.test(each) ? Date.parse(each) / DAY : NaN));
  const step = Math.min(...days.slice(1).map((each, i) => each - days[i]));
  const length = (days[days.length - 1] - days[0]) / step + 1;
  if (step !== 1 && step !== 7 || !Number.isInteger(length) || length > MOST_PLACES) {
    return found;
  }
  return Array.from({length}, (_, i) => new Date((days[0] + i * step) * DAY).toISOString().slice(0, 10));
}

/** Rows to series over one axis: the largest, and how many there are in all. */
export function seriesOf(panel, y) {
  const at = Object.fromEntries(panel.columns.map((column, i) => [column.name, i]));
  const x = axis([...new Set(panel.rows.map((row) => row[at[panel.chart.x]]))]);
  const place = new Map(x.map((value, i) => [value, i]));
  const weight = weightOf(panel, y);
  const all = new Map();
  for (const row of panel.rows) {
    const key = panel.chart.series ? row[at[panel.chart.series]] : '';
    if (!all.has(key)) {
      all.set(key, {key, values: new Array(x.length).fill(null), soon: new Array(x.length).fill(false), sum: 0});
    }
    const series = all.get(key);
    const i = place.get(row[at[panel.chart.x]]);
    series.values[i] = row[at[y]];
    series.sum += Math.abs(Number(row[at[weight]]) || 0);
    series.soon[i] = 'complete' in at && row[at.complete] === false;
  }
  // A row whose numbers all come to zero is not stored: a count that is missing is 0, unless it is of
  // what has not come yet.
  if (columnOf(panel, y).format === 'count' && panel.chart.zeros !== false) {
    for (const series of all.values()) {
      series.values = series.values.map((value) => value ?? 0);
    }
  }
  const sorted = [...all.values()];
  const isText = panel.chart.series === 'value' || panel.chart.series === 'model';
  if (isText) {
    sorted.sort((a, b) => b.sum - a.sum);
  }
  return {x, series: sorted.slice(0, MOST_SERIES), of: sorted.length};
}

export function columnOf(panel, name) {
  return panel.columns.find((column) => column.name === name).column;
}

function axisText(value) {
  const text = visible(value);
  const shown = /^\d{4}-\d\d-\d\dT/.test(text) ? format(value, 'instant').slice(11) : text.replace(/^\d{4}-(\d\d-\d\d)/, '$1');
  return shown.length > 22 ? shown.slice(0, 21) + '\u2026' : shown;
}

export function nameOf(key) {
  return key === '' || key === null ? 'all' : visible(key);
}

function datasets(panel, y, kind) {
  if (kind === 'stacked') {
    return panel.chart.y.map((name, i) => {
      const {series} = seriesOf(panel, name);
      return dataset(columnOf(panel, name).title, series[0] ?? {values: [], soon: []}, i, 'bar');
    });
  }
  return seriesOf(panel, y).series.map((series, i) => dataset(nameOf(series.key), series, i, kind));
}

function dataset(label, series, i, kind) {
  const main = colour(i);
  const pale = main + '55';
  const soon = series.soon;
  return {
    label,
    data: series.values,
    borderColor: main,
    backgroundColor: kind === 'line' ? main : series.values.map((_, j) => (soon[j] ? pale : main)),
    borderWidth: kind === 'line' ? 2 : 1,
    pointRadius: series.values.length > 60 ? 0 : 3,
    pointHitRadius: 8,
    pointBackgroundColor: series.values.map((_, j) => (soon[j] ? css('--card') : main)),
    segment: {borderDash: (at) => (soon[at.p1DataIndex] ? [4, 4] : undefined)},
    tension: 0,
    soon,
  };
}

/** A chart on the canvas, or the one that is there with new numbers. */
export function draw(canvas, previous, panel, y) {
  const kind = panel.chart.kind;
  const data = {labels: seriesOf(panel, y).x, datasets: datasets(panel, y, kind)};
  const column = columnOf(panel, y);
  const soft = css('--soft');
  if (previous && previous.data.datasets.length === data.datasets.length) {
    previous.data.labels = data.labels;
    data.datasets.forEach((set, i) => Object.assign(previous.data.datasets[i], set));
    previous.update('none');
    return previous;
  }
  previous?.destroy();
  const grid = {color: css('--line')};
  return new window.Chart(canvas, {
    type: kind === 'line' ? 'line' : 'bar',
    data,
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: {mode: 'index', intersect: false},
      scales: {
        x: {stacked: kind === 'stacked', grid: {display: false}, ticks: {color: soft, maxRotation: 0, autoSkipPadding: 12, callback(value) { return axisText(this.getLabelForValue(value)); }}},
        y: {stacked: kind === 'stacked', beginAtZero: true, grid, ticks: {color: soft, maxTicksLimit: 6, callback: (value) => format(kind === 'stacked' ? Math.abs(value) : value, column.format)}},
      },
      plugins: {
        legend: {display: data.datasets.length > 1, labels: {color: css('--text'), boxWidth: 12}},
        tooltip: {callbacks: {
          title: (items) => (items.length ? format(items[0].label, 'text') : ''),
          label: (item) => `${item.dataset.label}: ${format(kind === 'stacked' ? Math.abs(item.raw) : item.raw, column.format)}`
            + (item.dataset.soon[item.dataIndex] ? ' (provisional)' : ''),
        }},
      },
    },
  });
}

const SVG = 'http://www.w3.org/2000/svg';

/** A small line of a tile; the last stretch dashed while it is provisional. */
export function spark(values, soon) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', '0 0 100 30');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const known = values.filter((value) => value !== null).map(Number);
  if (known.length < 2) {
    return svg;
  }
  const top = Math.max(...known, 0) || 1;
  const points = values.map((value, i) => (value === null ? null
    : `${(i * 100 / (values.length - 1)).toFixed(2)} ${(29 - 28 * Number(value) / top).toFixed(2)}`)).filter(Boolean);
  const firm = soon ? points.slice(0, -1) : points;
  svg.append(line(firm, ''));
  if (soon) {
    svg.append(line(points.slice(-2), '3 3'));
  }
  return svg;
}

function line(points, dash) {
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M' + points.join('L'));
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', '2');
  path.setAttribute('vector-effect', 'non-scaling-stroke');
  if (dash) {
    path.setAttribute('stroke-dasharray', dash);
  }
  return path;
}
