// The pictures of the documentation, renewed: small, and as somebody sees them who opens the page.
//   npm run pictures -- http://127.0.0.1:8090/ [FOLDER]
import {mkdirSync} from 'node:fs';
import sharp from 'sharp';
import {openBrowser, settled} from './browser.mjs';

const [base = 'http://127.0.0.1:8090/', folder = '../../docs/images'] = process.argv.slice(2);
const WIDE = {viewport: {width: 1200, height: 760}, colorScheme: 'light'};
const DARK = {...WIDE, colorScheme: 'dark'};
const PHONE = {viewport: {width: 390, height: 760}, colorScheme: 'light', isMobile: true, hasTouch: true};

/** Somebody worth a look: whoever has the highest score of those who are slipping away. */
async function somebody() {
  const answer = await (await fetch(new URL('api/view/person', base))).json();
  const slipping = answer.panels.find(({id}) => id === 'slipping');
  const user = slipping.columns.findIndex(({name}) => name === 'user_id');
  return new URLSearchParams({user: slipping.rows[0][user]});
}

const PICTURES = [
  ['overview', WIDE, 'overview'],
  ['overview-phone', PHONE, 'overview'],
  ['retention', WIDE, 'retention'],
  ['funnel', DARK, 'funnel'],
  ['experiments', WIDE, 'experiments'],
  ['person', WIDE, `person?${await somebody()}`],
  ['pipeline', WIDE, 'pipeline'],
];

mkdirSync(folder, {recursive: true});
const browser = await openBrowser();
let bytes = 0;
for (const [name, screen, address] of PICTURES) {
  const page = await browser.newPage(screen);
  await page.goto(new URL(address, base).href);
  await settled(page);
  const {size} = await sharp(await page.screenshot()).png({palette: true, effort: 10, compressionLevel: 9}).toFile(`${folder}/${name}.png`);
  bytes += size;
  await page.close();
}
await browser.close();
console.log(`${PICTURES.length} pictures, ${Math.round(bytes / 1000)} kB`);
