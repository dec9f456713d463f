// Whether a fault is planted that this page's scripts know of.

export function planted(name) {
  return (document.documentElement.dataset.planted ?? "").split(" ").includes(name);
}
