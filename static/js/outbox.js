// What was typed and is not at the service yet. Kept in this browser under the officer's key, sent again until an answer
// comes, and deleted as soon as the service has it. Words on exempt items live in this window only (sessionStorage).
const PREFIX = "scrutiny-outbox:";
const PAUSES = [1500, 3000, 6000, 10000];
const GIVES_UP_AFTER = 12000;

export function clearAll() {
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
  }
}

export function holdsAnything() {
  return [localStorage, sessionStorage].some((store) => Object.keys(store).some((key) => key.startsWith(PREFIX)));
}

export class Outbox {
  // `report` hears how things stand, `taken` each answer, `refused` what the rules do not allow.
  constructor(officer, { report, taken, refused }) {
    this.prefix = `${PREFIX}${officer}:`;
    Object.assign(this, { report, taken, refused });
    this.timer = 0;
    this.failures = 0;
    this.running = false;
    addEventListener("online", () => this.soon(0));
  }

  entries() {
    const found = [];
    for (const store of [localStorage, sessionStorage]) {
      for (const key of Object.keys(store)) {
        if (!key.startsWith(this.prefix)) continue;
        try { found.push(JSON.parse(store.getItem(key))); } catch { store.removeItem(key); }
      }
    }
    return found.filter((entry) => entry && entry.url).sort((a, b) => a.at - b.at);
  }

  waiting() {
    return this.entries().filter((entry) => !entry.refusal);
  }

  // The first time that an entry is kept fixes its place in the row; later words take the place of earlier ones.
  keep(entry) {
    const before = this.find(entry.id);
    const store = entry.exempt ? sessionStorage : localStorage;
    try {
      store.setItem(this.prefix + entry.id, JSON.stringify({ ...entry, at: before?.at ?? Date.now() }));
    } catch {
      this.report({ state: "full" });
    }
  }

  find(id) {
    const text = localStorage.getItem(this.prefix + id) ?? sessionStorage.getItem(this.prefix + id);
    try { return text ? JSON.parse(text) : null; } catch { return null; }
  }

  drop(id) {
    localStorage.removeItem(this.prefix + id);
    sessionStorage.removeItem(this.prefix + id);
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  async send() {
    if (this.running) return;
    this.running = true;
    try {
      for (let entry = this.waiting()[0]; entry; entry = this.waiting()[0]) {
        this.report({ state: "sending", waiting: this.waiting().length });
        if (!(await this.sendOne(entry))) return;
      }
      this.failures = 0;
      this.report({ state: "saved", waiting: 0 });
    } finally {
      this.running = false;
    }
  }

  async sendOne(entry) {
    const body = new URLSearchParams(entry.fields.map(([name, value]) => [name, name === "csrfmiddlewaretoken" ? token() : value]));
    let answer, found;
    try {
      answer = await fetch(entry.url, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(GIVES_UP_AFTER) });
    } catch {
      return this.again("offline");
    }
    const isOurs = answer.headers.get("content-type")?.includes("application/json");
    if (!isOurs) return this.again(answer.status >= 500 ? "offline" : "signed out");
    try { found = await answer.json(); } catch { return this.again("offline"); }
    const now = this.find(entry.id);
    if (found.problem) {
      // Kept, with what is wrong with it, until the officer has put it right.
      this.keep({ ...(now ?? entry), refusal: found.problem });
      this.refused({ ...(now ?? entry), refusal: found.problem }, found);
      return true;
    }
    const isSame = !now || JSON.stringify(now.fields) === JSON.stringify(entry.fields);
    if (isSame) this.drop(entry.id);
    this.taken(now ?? entry, found, isSame);
    return true;
  }

  again(state) {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    this.report({ state, waiting: this.waiting().length });
    this.soon(pause);
    return false;
  }
}

function token() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}
