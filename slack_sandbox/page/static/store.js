// What the page knows, and the ways to say who and where.

export const S = {
  state: null, // workspaces, people, apps: the same for everybody
  team: null, // the workspace of whoever is looking
  me: null, // whoever is looking
  users: new Map(),
  places: new Map(), // what they can look into, by id
  homes: {},
  modals: [],
  place: null, // the conversation that is open
  tab: "messages", // of an app: "home" or "messages"
  now: new Date(),
  busy: false, // whether nobody can do anything just now
};

export function peopleHere() {
  return S.state.workspaces.flatMap((team) => team.people.map((id) => ({ team, user: team.users.find((one) => one.id === id) })));
}

export function appOf(place) {
  if (place?.kind !== "im") return null;
  return S.team.apps.find((app) => place.members.includes(app.user)) ?? null;
}

export function otherOf(place) {
  return S.users.get(place.members.find((id) => id !== S.me.id)) ?? S.me;
}

export function titleOf(place) {
  if (place.kind === "im") return otherOf(place).shown;
  if (place.kind === "mpim") {
    return place.members.filter((id) => id !== S.me.id).map((id) => S.users.get(id)?.shown ?? id).join(", ");
  }
  return place.name;
}

function nameOf(place) {
  if (place.kind === "im") return `@${otherOf(place).handle}`;
  return place.kind === "mpim" ? place.id : place.name;
}

export function linkTo(place, more = "", handle = S.me.handle) {
  return `#/${S.team.domain}/${handle}/${encodeURIComponent(nameOf(place))}${more && `/${more}`}`;
}

// What no address of ours looks like names nobody.
function plain(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

export function readHash() {
  const [, domain, handle, place, more] = location.hash.split("/").map(plain);
  return { domain, handle, place, more };
}

// Slack's own addresses lead into this page: a person's conversation, a channel, a message.
export function innerLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const base = `#/${S.team.domain}/${S.me.handle}`;
  const find = (id) => {
    const user = S.users.get(id);
    if (user) return `${base}/${encodeURIComponent(`@${user.handle}`)}`;
    const place = S.places.get(id);
    return place ? linkTo(place) : null;
  };
  if (url.hostname === "slack.com" && url.pathname === "/app_redirect") return find(url.searchParams.get("channel"));
  const found = /^\/archives\/(\w+)(?:\/p(\d+))?/.exec(url.pathname);
  if (found && url.hostname === `${S.team.domain}.slack.com`) {
    const to = find(found[1]);
    return to && found[2] ? `${to}/p${found[2]}` : to;
  }
  return null;
}

// What texts and blocks need to know about whoever reads them.
export function reader() {
  return {
    users: S.users,
    channels: S.places,
    me: S.me.id,
    zone: S.me.tz,
    now: S.now,
    placeLink: linkTo,
    innerLink,
  };
}
