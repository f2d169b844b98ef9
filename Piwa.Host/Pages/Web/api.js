// Asks this host, and nothing else.

const base = '/api/v1/';

/** Answers of JSON; what the host refuses is thrown with its own words. */
export async function ask(path, signal) {
  let response;
  try {
    response = await fetch(base + path, { signal, headers: { accept: 'application/json' } });
  } catch (fault) {
    if (fault.name === 'AbortError') throw fault;
    throw new Error(`The host does not answer: it was stopped, or has ended. Start it again with: ${document.documentElement.dataset.command}`);
  }
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

export const pictureOf = (asset, view, channel) => `${base}assets/${asset}/views/${view}/${channel}.png`;

export const meshOf = asset => `${base}assets/${asset}/mesh.glb`;

export const proofOf = shard => `${base}shards/${shard}/proof.json`;
