// The control API, from the page's side.

const BASE = "api/";

export class Refused extends Error {}

async function answered(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // Not JSON: the sentence below has to do.
  }
  if (!response.ok) throw new Refused(body.error ?? `The sandbox answered ${response.status}.`);
  return body;
}

async function reach(path, options) {
  try {
    return await fetch(BASE + path, options);
  } catch {
    throw new Refused("The sandbox does not answer. Is it still running?");
  }
}

export async function get(path, query = {}) {
  const asked = new URLSearchParams(query);
  return answered(await reach(asked.size ? `${path}?${asked}` : path, { headers: { Accept: "application/json" } }));
}

export async function post(path, body = {}) {
  return answered(
    await reach(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

export async function remove(path) {
  return answered(await reach(path, { method: "DELETE" }));
}

// Tells of everything that changes for one person; ``missed`` is called after a gap.
export function listen(who, heard, missed) {
  const source = new EventSource(`${BASE}events?as=${encodeURIComponent(who)}`);
  let broken = false;
  source.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  source.addEventListener("open", () => {
    if (broken) missed();
    broken = false;
  });
  source.addEventListener("error", () => {
    broken = true;
  });
  return () => source.close();
}
