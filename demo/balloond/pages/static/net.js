// Calling Balloon'd, and counting what people do where they let us.

import { planted } from "./planted.js";
import { caller, withLogin } from "./server.js";

export const call = withLogin(caller("Balloon'd", ({ message }) => message));

// Counts an event, if counting was accepted; it never disturbs anyone.
export function count(name) {
  const accepted = document.documentElement.dataset.consent === "accepted";
  if ((accepted && !planted("analytics-missing")) || planted("analytics-before-consent")) {
    const body = JSON.stringify({ events: [{ name }] });
    const headers = { "Content-Type": "application/json" };
    fetch("/api/analytics/events", { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }
}
