// Settings of the whole pipeline, and what came of changing any.

import { byId, write, element, clock } from './dom.js';
import { get, changeSettings } from './api.js';
import { useLabels } from './cameras.js';

const mostHappened = 50;

// What was refused, or is not in force yet, stays until the next change, since it is to be read; what went well is in the list
// of what happened, too.
const doneShownFor = 6000;

// What is in force, by the field that shows it. A field that says something else holds what somebody is about to put.
const loaded = new Map();
let asked = 0;
let clearing = null;

export async function loadSettings() {
  const number = ++asked;
  const { live, effective } = await get('/api/settings');
  if (number !== asked) {
    return;
  }
  write(byId('model'), effective.model);
  write(byId('effective'), effective.hocon);
  useLabels(effective.labels);
  load(byId('frames-in-flight'), effective.framesInFlight);
  load(byId('hocon'), live.hocon);
}

function load(field, text) {
  // As a field has it.
  const inForce = text.replace(/\r\n?/g, '\n');
  if (field.value === (loaded.get(field) ?? '')) {
    field.value = inForce;
  }
  loaded.set(field, inForce);
}

async function put(field, change, done) {
  const written = field.value;
  const changed = changeSettings(change).then((outcome) => {
    loaded.set(field, written);
    return outcome;
  });
  await tell(changed, done);
  await loadSettings().catch(() => {});
}

// Tells what came of a change, where whoever made it looks and listens.
export async function tell(change, done) {
  try {
    const { complete, lines } = await change;
    if (complete) {
      showOutcome(done, 'done');
      clearing = setTimeout(() => showOutcome('', 'done'), doneShownFor);
      happened(done, 'settings');
    } else {
      const missing = `${done} But not all of it yet: ${lines.join(' ')}`;
      showOutcome(missing, 'pending');
      happened(missing, 'pending');
    }
  } catch (refused) {
    showOutcome(refused.message, 'refused');
    happened(`Refused: ${refused.message}`, 'refused');
  }
}

function showOutcome(text, kind) {
  clearTimeout(clearing);
  const outcome = byId('outcome');
  outcome.dataset.kind = kind;
  write(outcome, text);
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
    put(byId('frames-in-flight'), (live) => ({ ...live, framesInFlight: frames }), `Frames in flight: ${frames}.`);
  });
  byId('hocon-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const hocon = byId('hocon').value;
    put(byId('hocon'), (live) => ({ ...live, hocon }), 'The HOCON is in force.');
  });
  byId('hocon-reset').addEventListener('click', () => {
    byId('hocon').value = loaded.get(byId('hocon')) ?? '';
    showOutcome('', 'done');
  });
}
