// The part of the canvas's interface that this page draws with, writing SVG.
class SvgPen {
  constructor(width, height) {
    this.space = "http://www.w3.org/2000/svg";
    this.root = document.createElementNS(this.space, "svg");
    Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }).forEach(([key, value]) => this.root.setAttribute(key, value));
    this.ruler = document.createElement("canvas").getContext("2d");
    this.stack = [];
    this.d = "";
    Object.assign(this, { fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, globalAlpha: 1, font: "", textAlign: "left", textBaseline: "alphabetic", dash: [], at: [0, 0, 1] });
  }

  save() { const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, dash, at } = this; this.stack.push({ fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, dash, at }); }

  restore() { Object.assign(this, this.stack.pop()); }

  translate(x, y) { const [ox, oy, by] = this.at; this.at = [ox + x * by, oy + y * by, by]; }

  scale(by) { const [ox, oy, old] = this.at; this.at = [ox, oy, old * by]; }

  setLineDash(dash) { this.dash = dash; }

  measureText(text) { this.ruler.font = this.font; return this.ruler.measureText(text); }

  // A point in the picture's own pixels.
  point(x, y) { const [ox, oy, by] = this.at; return `${(ox + x * by).toFixed(1)} ${(oy + y * by).toFixed(1)}`; }

  beginPath() { this.d = ""; }

  moveTo(x, y) { this.d += `M${this.point(x, y)}`; }

  lineTo(x, y) { this.d += `L${this.point(x, y)}`; }

  bezierCurveTo(a, b, c, d, x, y) { this.d += `C${this.point(a, b)} ${this.point(c, d)} ${this.point(x, y)}`; }

  roundRect(x, y, width, height, round) {
    const r = Math.min(round, width / 2, height / 2);
    const arc = `A${(r * this.at[2]).toFixed(1)} ${(r * this.at[2]).toFixed(1)} 0 0 1 `;
    const corner = (px, py, qx, qy) => `L${this.point(px, py)}${r ? arc + this.point(qx, qy) : ""}`;
    this.d += `M${this.point(x + r, y)}${corner(x + width - r, y, x + width, y + r)}${corner(x + width, y + height - r, x + width - r, y + height)}${corner(x + r, y + height, x, y + height - r)}${corner(x, y + r, x + r, y)}Z`;
  }

  add(tag, given) {
    const made = document.createElementNS(this.space, tag);
    Object.entries(given).forEach(([key, value]) => made.setAttribute(key, value));
    this.root.append(made);
    return made;
  }

  fill() { this.add("path", { d: this.d, fill: this.fillStyle, "fill-opacity": this.globalAlpha }); }

  stroke() {
    const by = this.at[2];
    this.add("path", { d: this.d, fill: "none", stroke: this.strokeStyle, "stroke-width": (this.lineWidth * by).toFixed(2), "stroke-opacity": this.globalAlpha,
      ...(this.dash.length ? { "stroke-dasharray": this.dash.map((one) => (one * by).toFixed(1)).join(" ") } : {}) });
  }

  fillText(text, x, y, most = Infinity) {
    const [px, py] = this.point(x, y).split(" ").map(Number);
    const [, weight, size] = /^(bold )?([\d.]+)px/.exec(this.font);
    const down = this.textBaseline === "middle" ? Number(size) * this.at[2] * 0.35 : 0;
    const squeezed = this.measureText(text).width > most ? { textLength: (most * this.at[2]).toFixed(1), lengthAdjust: "spacingAndGlyphs" } : {};
    this.add("text", { ...squeezed, x: px, y: (py + down).toFixed(1), fill: this.fillStyle, "fill-opacity": this.globalAlpha, "font-size": (Number(size) * this.at[2]).toFixed(1),
      "font-family": FONT, "font-weight": weight ? "bold" : "normal", "text-anchor": { left: "start", center: "middle" }[this.textAlign] }).textContent = text;
  }

  text(title, lang) {
    const named = document.createElementNS(this.space, "title");
    named.textContent = title;
    this.root.prepend(named);
    this.root.setAttribute("lang", lang);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(this.root)}\n`;
  }
}
