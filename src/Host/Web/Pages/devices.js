// A card for each device: what it does, how it fares, and a switch.

import { byId, element, write, number, percent, keepCards, clock } from './dom.js';
import { changeSettings } from './api.js';
import { Plot } from './plot.js';

const cards = new Map();

export function showDevices(devices, tell) {
  keepCards(byId('device-cards'), cards, devices, (device) => new DeviceCard(device.name, tell));
}

export function addToDevicePlots(devices) {
  for (const device of devices) {
    cards.get(device.name)?.plot.add(device.framesPerSecond);
  }
}

export function fillDevicePlots(history) {
  for (const [name, card] of cards) {
    card.plot.fill(history[name]?.framesPerSecond ?? []);
  }
}

// A change of state shows when it comes, and does not wait for the next status.
export function showDeviceState(changed) {
  cards.get(changed.name)?.showState(changed.state, changed.reason);
}

class DeviceCard {
  constructor(name, tell) {
    this.name = name;
    this.tell = tell;
    this.state = element('span', { className: 'badge' });
    this.path = element('p', { className: 'hint' });
    this.reason = element('p', { className: 'reason' });
    this.busy = element('span', {});
    this.busyText = element('span', { className: 'share' });
    this.plot = new Plot('Frames a second', 'frames/s');
    this.figures = {};
    this.switch = element('button', { type: 'button', onclick: () => this.toggle() });
    const id = `device-${cards.size}-${Date.now()}`;
    this.root = element('article', { className: 'card device', 'aria-labelledby': id },
      element('header', {}, element('h3', { id }, name), this.state),
      this.path,
      element('p', { className: 'busy' }, element('span', { className: 'label' }, 'busy'), element('span', { className: 'bar', ariaHidden: 'true' }, this.busy), this.busyText),
      element('dl', { className: 'figures' },
        this.figure('rate', 'frames/s'), this.figure('service', 'service p50 / p99'), this.figure('leases', 'leases'), this.figure('restarts', 'restarts'),
        this.figure('quarantines', 'quarantines'), this.figure('frames', 'frames')),
      element('figure', {}, this.plot.root, element('figcaption', {}, 'frames/s')),
      this.reason,
      element('p', { className: 'row' }, this.switch));
  }

  figure(name, label) {
    this.figures[name] = element('dd', {}, '–');
    return element('div', { className: name }, element('dt', {}, label), this.figures[name]);
  }

  show(device) {
    this.device = device;
    this.showState(device.state, device.reason);
    write(this.path, device.path || 'not open');
    this.busy.style.setProperty('--share', device.busy);
    write(this.busyText, percent(device.busy));
    write(this.figures.rate, number(device.framesPerSecond));
    write(this.figures.service, `${number(device.serviceMs.p50, 2)} / ${number(device.serviceMs.p99, 2)} ms`);
    write(this.figures.leases, `${device.leases}`);
    write(this.figures.restarts, `${device.restarts}`);
    write(this.figures.quarantines, `${device.quarantines}`);
    write(this.figures.frames, device.frames.toLocaleString('en'));
    write(this.switch, device.outOfService ? 'Put into service' : 'Take out of service');
  }

  showState(state, reason) {
    this.root.dataset.state = state;
    write(this.state, state.replace('-', ' '));
    const fault = this.device?.lastFault;
    write(this.reason, reason || (fault ? `Last fault at ${clock(new Date(fault.at))}: ${fault.reason}` : 'No fault so far.'));
  }

  toggle() {
    const out = !this.device.outOfService;
    const change = changeSettings((live, effective) => {
      const names = new Set(effective.outOfService);
      names[out ? 'add' : 'delete'](this.name);
      return { ...live, outOfService: [...names] };
    });
    return this.tell(change, `Device ${this.name} is ${out ? 'taken out of' : 'put into'} service.`);
  }
}
