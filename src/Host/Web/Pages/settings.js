// Settings of the whole pipeline, and what came of changing any.

import { byId, write, element, clock } from './dom.js';
import { get, changeSettings } from './api.js';
import { useLabels } from './cameras.js';

const mostHappened = 50;

let inForce = null;

export async function loadSettings() {
  inForce = await get('/api/settings');
  const { live, effective } = inForce;
  write(byId('model'), effective.model);
  write(byId('effective'), effective.hocon);
  useLabels(effective.labels);
  const frames = byId('frames-in-flight');
  if (document.activeElement !== frames) {
    frames.value = effective.framesInFlight;
  }
  if (document.activeElement !== byId('hocon')) {
    byId('hocon').value = live.hocon;
  }
}

// Tells what came of a change, where whoever made it looks and listens.
export async function tell(change, done) {
  const outcome = byId('outcome');
  try {
    await change;
    outcome.dataset.kind = 'done';
    write(outcome, done);
    happened(done, 'settings');
    return true;
  } catch (refused) {
    outcome.dataset.kind = 'refused';
    write(outcome, refused.message);
    happened(`Refused: ${refused.message}`, 'refused');
    return false;
  }
}

export function happened(text, kind) {
  byId('nothing-happened').hidden = true;
  const list = byId('happened');
  const now = new Date();
  list.prepend(element('li', { data: { kind } }, element('time', { dateTime: now.toISOString() }, clock(now)), ' ', text));
  while (list.children.length > mostHappened) {
    list.lastChild.remove();
  }
}

export function wireSettings() {
  byId('flow-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const frames = byId('frames-in-flight').value.trim() || 'auto';
    tell(changeSettings((live) => ({ ...live, framesInFlight: frames })), `Frames in flight: ${frames}.`);
  });
  byId('hocon-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const hocon = byId('hocon').value;
    tell(changeSettings((live) => ({ ...live, hocon })), 'The HOCON is in force.');
  });
  byId('hocon-reset').addEventListener('click', () => {
    byId('hocon').value = inForce?.live.hocon ?? '';
    write(byId('outcome'), '');
  });
}
