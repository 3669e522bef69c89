"use strict";
// Data, words, and the one way by which text enters the page.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const DATA = read("data");
const WORDS = read("words");
const byId = (items) => new Map(items.map((item) => [item.id, item]));
const NODES = byId(DATA.nodes);
const EDGES = byId(DATA.edges);
const TYPES = byId(DATA.types);
const RELATIONS = byId(DATA.relations);
const LAYERS = byId(DATA.layers);
const $ = (id) => document.getElementById(id);

function t(text) {
  if (!text) return "";
  return text[state.lang] || text.en || text.sv || "";
}

function w(name, values = {}) {
  return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, () => value), t(WORDS[name]));
}

const other = () => (state.lang === "en" ? "sv" : "en");
const isFallback = (text) => Boolean(text && text.marked === state.lang);
// Characters that turn the direction of a text, or that a font does not show.
const clean = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f]/g, "");

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "click") made.addEventListener("click", value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// The text of a T; a fallback says so, and bears the language that it is in.
function said(text, tag = "span") {
  const fallback = isFallback(text);
  const made = el(tag, { lang: fallback ? other() : null, dir: "auto" }, clean(t(text)));
  if (fallback) made.append(el("small", { class: "mark", lang: state.lang }, ` (${w("fallback")})`));
  return made;
}

function button(text, click, more = {}) {
  return el("button", { type: "button", click, ...more }, text);
}

// A button with the name of a thing, in the language that the name is in.
function named(node, click, more = {}) {
  return button(name(node), click, { lang: isFallback(node.label) ? other() : null, ...more });
}

const name = (node) => clean(t(node.label)) || node.id;
const titleOf = (node) => (node.number === null ? name(node) : `${name(node)} (${node.number})`);
const plainForm = (text) => text.normalize("NFD").replace(/[\u0300-\u036f\u00ad]/g, "").toLowerCase();
const isLink = (iri) => /^(https?:\/\/|mailto:)/i.test(iri || "");
const say = (text) => { $("live").textContent = text; };
