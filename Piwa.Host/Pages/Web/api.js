// Asks this host, and nothing else.

const base = '/api/v1/';

/** Answers of JSON; what the host refuses is thrown with its own words. */
export async function ask(path, signal) {
  return answerOf(await reach(path, { signal, headers: { accept: 'application/json' } }));
}

/** Has the host do something; the token shows that this page asks. */
export async function send(path, body, token, signal) {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  if (token) headers['x-piwa-token'] = token;
  return answerOf(await reach(path, { method: 'POST', signal, headers, body: JSON.stringify(body) }));
}

export const pictureOf = (asset, view, channel) => `${base}assets/${asset}/views/${view}/${channel}.png`;

export const meshOf = asset => `${base}assets/${asset}/mesh.glb`;

export const proofOf = shard => `${base}shards/${shard}/proof.json`;

export const addressOf = path => base + path;

async function reach(path, options) {
  try {
    return await fetch(base + path, options);
  } catch (fault) {
    if (fault.name === 'AbortError') throw fault;
    throw new Error(`The host does not answer: it was stopped, or has ended. Start it again with: ${document.documentElement.dataset.command}`);
  }
}

async function answerOf(response) {
  const body = await response.json();
  if (response.ok) return body;
  const fault = new Error(body.error);
  fault.status = response.status;
  throw fault;
}
