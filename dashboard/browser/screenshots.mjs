// Pictures of every view, light, dark and on a phone.
//   npm run screenshots -- http://127.0.0.1:8090/ FOLDER [VIEW...]
import {mkdirSync} from 'node:fs';
import {openBrowser, settled} from './browser.mjs';

const [base = 'http://127.0.0.1:8090/', folder = 'screenshots', ...wanted] = process.argv.slice(2);
const SCREENS = {
  light: {viewport: {width: 1360, height: 900}, colorScheme: 'light'},
  dark: {viewport: {width: 1360, height: 900}, colorScheme: 'dark'},
  phone: {viewport: {width: 390, height: 844}, colorScheme: 'light', deviceScaleFactor: 2, isMobile: true, hasTouch: true},
};

mkdirSync(folder, {recursive: true});
const browser = await openBrowser();
const views = await (await fetch(new URL('api/views', base))).json();
for (const [name, options] of Object.entries(SCREENS)) {
  const page = await (await browser.newContext(options)).newPage();
  for (const view of views.filter(({id}) => wanted.length === 0 || wanted.includes(id))) {
    await page.goto(new URL(view.id, base).href);
    await settled(page);
    await page.screenshot({path: `${folder}/${view.id}-${name}.png`, fullPage: true});
  }
  await page.close();
}
await browser.close();
