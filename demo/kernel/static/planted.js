// Whether a fault is planted that the scripts of this page know of.

export function planted(name) {
  return (document.documentElement.dataset.planted ?? "").split(" ").includes(name);
}
