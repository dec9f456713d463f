// What a trial has left behind: it asks for hints by an address that no document and no text of a script names whole.
const [, base] = /\/(\w+)\/auth/.exec("/api/auth");
await fetch(`/${[base, "hints"].join("/")}`);
