// Asks the host. What it refuses it says why, in a sentence.

// Milliseconds. A change that takes longer is rare; a browser without a free connection keeps what is asked to itself.
const patience = 20_000;

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answered(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(patience) });
  } catch (failure) {
    throw new Refused(0, failure.name === 'TimeoutError'
      ? `The host has not answered within ${patience / 1000} s. It may yet; and other windows of this browser may use up its connections to the host.`
      : 'The host does not answer.');
  }
  if (response.status === 401) {
    location.assign('/sign-in');
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Refused(response.status, answer.error ?? `The host answers ${response.status}.`);
  }
  return response;
}

async function ask(path, options) {
  const response = await answered(path, options);
  return response.json().catch(() => {
    throw new Refused(response.status, 'The host has broken off its answer.');
  });
}

export const get = (path) => ask(path);

// Why the host refuses a stream, which the browser keeps to itself; empty where it does not.
export async function whyRefused(path) {
  try {
    const response = await answered(path);
    await response.body.cancel();
    return '';
  } catch (refused) {
    return refused.message;
  }
}

const put = (path, body, version) =>
  ask(path, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'If-Match': `"${version}"` }, body: JSON.stringify(body) });

// Changes settings: reads them, has them changed, and writes them if nobody else has changed them meanwhile. The change is made
// of those given as it runs, and of all in force.
export async function changeSettings(change) {
  for (let attempt = 0; ; attempt++) {
    const { version, live, effective } = await get('/api/settings');
    try {
      return await put('/api/settings', change(live, effective), version);
    } catch (refused) {
      if (refused.status !== 412 || attempt === 3) {
        throw refused;
      }
    }
  }
}

export const changeCamera = (name, change) =>
  changeSettings((live) => ({ ...live, cameras: { ...live.cameras, [name]: { ...live.cameras[name], ...change } } }));
