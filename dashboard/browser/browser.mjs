// Chromium as it is on this machine, and when a page has its numbers.
import {existsSync} from 'node:fs';
import {chromium} from 'playwright-core';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function openBrowser() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) {
    console.error('There is no Chromium here: nothing was looked at. Install it (apt-get install chromium) or set CHROMIUM.');
    process.exit(1);
  }
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** The commit that the page shows, once it shows one. */
export async function settled(page) {
  return page.locator('#main[data-commit]').getAttribute('data-commit');
}
