// The page: what the pipeline says each second, put where it belongs.

import { byId, write } from './dom.js';
import { get } from './api.js';
import { listen } from './events.js';
import { showPipeline } from './pipeline.js';
import { showCameras, addToCameraPlots, fillCameraPlots } from './cameras.js';
import { showDevices, addToDevicePlots, fillDevicePlots, showDeviceState } from './devices.js';
import { loadSettings, wireSettings, tell, happened } from './settings.js';

const links = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'The connection was lost.',
  hidden: 'Asleep',
};

let filled = false;

async function onStatus(status) {
  showPipeline(status);
  showCameras(status.cameras, tell);
  showDevices(status.devices, tell);
  if (filled) {
    addToCameraPlots(status.cameras);
    addToDevicePlots(status.devices);
    return;
  }
  filled = true;
  try {
    const history = await get('/api/history');
    fillCameraPlots(history.cameras);
    fillDevicePlots(history.devices);
  } catch {
    filled = false;
  }
}

function onDevice(changed) {
  showDeviceState(changed);
  happened(`Device ${changed.name} is ${changed.state.replace('-', ' ')}. ${changed.reason}`.trim(), changed.state);
}

function onLink(state, reason) {
  const link = byId('link');
  link.dataset.state = state;
  write(link, state === 'lost' ? `${reason || links.lost} Trying again…` : links[state]);

  // What was missed meanwhile is in the history.
  if (state !== 'live') {
    filled = false;
  } else {
    loadSettings().catch(() => {});
  }
}

wireSettings();
listen({ status: onStatus, device: onDevice, settings: () => loadSettings().catch(() => {}) }, onLink);
