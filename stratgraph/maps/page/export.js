// What is shown, as a picture or a table of comma-separated values.
function save(text, kind, file) {
  const link = el("a", { href: URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type: kind })), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// A spreadsheet must not take a cell for a formula.
const cellOf = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;

function csv() {
  const rows = listedEdges().map((edge) => [name(NODES.get(edge.from)), t((RELATIONS.get(edge.relation) || {}).label), name(NODES.get(edge.to)), t(edge.sentence), cited(edge.evidence), edge.layers.join(" ")]);
  return [[w("from"), w("relation"), w("to"), w("details"), w("sources"), w("layer")], ...rows].map((row) => row.map(cellOf).join(",")).join("\r\n") + "\r\n";
}

function png() {
  const from = renderer.picture();
  const picture = Object.assign(document.createElement("canvas"), { width: 3840, height: 2160 });
  const ctx = picture.getContext("2d");
  const scale = Math.min(3760 / from.width, 1940 / from.height);
  ctx.fillStyle = paper().ground;
  ctx.fillRect(0, 0, 3840, 2160);
  ctx.drawImage(from, 40, 120, from.width * scale, from.height * scale);
  ctx.fillStyle = paper().ink;
  ctx.font = "bold 56px Arial, sans-serif";
  ctx.fillText(t(DATA.meta.title), 40, 80, 3760);
  ctx.font = "36px Arial, sans-serif";
  ctx.fillText(sourceLine(), 40, 2130, 3760);
  picture.toBlob((blob) => save(blob, "image/png", "map.png"));
}

const kept = () => JSON.stringify({ version: 1, positions: { layered: Object.fromEntries(Object.entries(renderer.positions()).map(([id, { x, y }]) => [id, [x, Math.round(y / stretch())]])) } });
const sourceLine = () => [t(DATA.meta.source), DATA.meta.year, DATA.meta.date].filter(Boolean).join(" · ");
const EXPORTS = { PNG: png, CSV: () => save(csv(), "text/csv", "map.csv"), JSON: () => save(kept(), "application/json", "positions.json") };
