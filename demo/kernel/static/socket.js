// A client for the little of Socket.IO that the pages need: connect over WebSocket, hear events, and come back when cut
// off. Engine.IO 4: "0" open, "2" ping, "3" pong, "4" message; Socket.IO 5 in it: "40" connect, "42" event.

const AGAIN_MS = 2000;

// Calls the handlers of events by name, with what was sent; `connected` after each connection.
export function hear(handlers) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/socket.io/?EIO=4&transport=websocket`);
  socket.addEventListener("message", ({ data }) => {
    if (data.startsWith("0")) {
      socket.send("40");
    } else if (data === "2") {
      socket.send("3");
    } else if (data.startsWith("40")) {
      handlers.connected?.();
    } else if (data.startsWith("42")) {
      const [event, content] = JSON.parse(data.slice(2));
      handlers[event]?.(content);
    } else if (data.startsWith("44") || data.startsWith("41")) {
      socket.close(); // refused, or sent away
    }
  });
  socket.addEventListener("close", () => setTimeout(() => hear(handlers), AGAIN_MS));
}
