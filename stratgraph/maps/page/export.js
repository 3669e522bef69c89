// What is shown, saved: as a picture with title, legend and source, as a table, as RDF, as positions.
function save(text, kind, file) {
  const link = el("a", { href: URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type: `${kind};charset=utf-8` })), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(w("saved", { file }));
}

// A spreadsheet must not take a cell for a formula. RFC 4180 asks for CRLF.
const cellOf = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
const csv = () => [edgeHeads(), ...listedEdges().map(edgeCells)].map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");

const sourceLine = () => [clean(t(DATA.meta.source)), DATA.meta.year, DATA.meta.date].filter(Boolean).join(" · ");
const kept = () => `${JSON.stringify({ version: 1, positions: { layered: renderer.positions() } }, null, 1)}\n`;

function png() {
  const sheet = Object.assign(document.createElement("canvas"), { width: SHEET.wide * 2, height: SHEET.high * 2 });
  const pen = sheet.getContext("2d");
  pen.scale(2, 2);
  paintSheet(pen);
  sheet.toBlob((blob) => save(blob, "image/png", "map.png"));
}

function svgText() {
  const pen = new SvgPen(SHEET.wide, SHEET.high);
  paintSheet(pen);
  return pen.text(clean(t(DATA.meta.title)), state.lang);
}

const EXPORTS = { SVG: () => save(svgText(), "image/svg+xml", "map.svg"), PNG: png, CSV: () => save(csv(), "text/csv", "map.csv"),
  Turtle: () => save(turtle(), "text/turtle", "map.ttl"), "JSON-LD": () => save(jsonld(), "application/ld+json", "map.jsonld"),
  positions: () => save(kept(), "application/json", "positions.json") };
const PICTURES = ["SVG", "PNG", "positions"];
