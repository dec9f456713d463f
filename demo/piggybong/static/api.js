import { KEY } from "/static/config.js";

// Talking to the tables and functions: every call has the key of the project, and a token once someone is signed in.
// The token is kept in memory only: a script that should not be here finds none in any storage.

const PATIENCE_MS = 8000;
let token = "";

export function keep(given) {
  token = given;
}

export async function call(method, path, body, fields = {}) {
  const headers = { Accept: "application/json", apikey: KEY, ...fields };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const options = { method, headers, signal: AbortSignal.timeout(PATIENCE_MS) };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("We cannot reach PiggyBong. Is your connection up?");
  }
  const data = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    throw new Error(data && response.status < 500 ? data.message : "Something went wrong on our side.");
  }
  return data;
}
