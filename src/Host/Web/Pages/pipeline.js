// The pipeline as a whole: how fast, and what limits it.

import { byId, element, write, number, percent, duration } from './dom.js';

const serving = new Set(['in-service', 'degraded']);

// Of more cameras than these the busiest stands for all.
const mostCameras = 4;

export function showPipeline(status) {
  write(byId('total-rate'), number(status.framesPerSecond));
  write(byId('serving'), `${status.devices.filter((device) => serving.has(device.state)).length} of ${status.devices.length}`);
  write(byId('cost'), status.cost ? `${number(status.cost.cpuMs, 2)} ms` : '–');
  write(byId('uptime'), duration(status.uptimeSeconds));
  write(byId('verdict'), status.bottleneck.text);
  write(byId('advice'), status.bottleneck.advice);
  showStages(condensed(status), status.bottleneck.stage);
  document.title = `${number(status.framesPerSecond)} frames/s · actors`;
}

function condensed({ stages, cameras, bottleneck }) {
  const ofCameras = new Set(cameras.map((camera) => `camera ${camera.name}`));
  const several = stages.filter((stage) => ofCameras.has(stage.name));
  if (several.length <= mostCameras) {
    return stages;
  }
  const busiest = several.find((stage) => stage.name === bottleneck.stage) ?? several.reduce((one, other) => (other.busy > one.busy ? other : one));
  return [{ ...busiest, text: `${several.length} cameras` }, ...stages.filter((stage) => !ofCameras.has(stage.name))];
}

function showStages(stages, limit) {
  const list = byId('stages');
  while (list.children.length > stages.length) {
    list.lastChild.remove();
  }
  stages.forEach((stage, place) => {
    const item = list.children[place] ?? list.appendChild(element('li', {},
      element('span', { className: 'name' }), element('span', { className: 'bar', ariaHidden: 'true' }, element('span')), element('span', { className: 'share' })));
    item.classList.toggle('limits', stage.name === limit);
    write(item.querySelector('.name'), stage.text ?? stage.name);
    write(item.querySelector('.share'), percent(stage.busy));
    item.querySelector('.bar > span').style.setProperty('--share', stage.busy);
  });
}
