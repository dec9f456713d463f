import { KEY } from "/static/config.js";
import { caller } from "./server.js";

// Talking to the tables and functions: every call has the key of the project, and a token once someone is signed in.
// The token is kept in memory only: a script that should not be here finds none in any storage.

const send = caller("PiggyBong", ({ message }) => message);
let token = "";

export function keep(given) {
  token = given;
}

export async function call(method, path, body, fields = {}) {
  const signed = token ? { Authorization: `Bearer ${token}` } : {};
  return send(method, path, body, { apikey: KEY, ...fields, ...signed });
}
