// What is shown as RDF: nodes with classes and labels, and each relation as a statement with where it is said. Only what
// is stated to exist is asserted as a triple of its own; what is proposed, sought or a candidate is described, not claimed.
const RDFNS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const DCTERMS = "http://purl.org/dc/terms/";
const SG = "https://w3id.org/stratgraph/ontology#";
const isIri = (iri) => typeof iri === "string" && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`\u0000-\u0020]*$/i.test(iri);

// The IRI behind an id: CURIEs are written out by the prefixes that the map was made with.
function iriOf(id) {
  const [prefix, ...rest] = id.split(":");
  const space = (DATA.turtle.prefixes || {})[prefix];
  return space ? space + rest.join(":") : id;
}

function triples() {
  const found = [];
  const iri = (value) => ({ iri: value });
  const shown = listed().filter((node) => isIri(node.iri));
  for (const node of shown) {
    const classes = (node.classes && node.classes.length ? node.classes : [(TYPES.get(node.type) || {}).iri]).filter(isIri);
    classes.forEach((one) => found.push([node.iri, `${RDFNS}type`, iri(one)]));
    for (const lang of ["en", "sv"]) if (node.label[lang] && node.label.marked !== lang) found.push([node.iri, `${RDFS}label`, { text: node.label[lang], lang }]);
  }
  listedEdges().forEach((edge) => found.push(...statements(edge, iri)));
  return found;
}

function statements(edge, iri) {
  const [from, to, relation] = [NODES.get(edge.from).iri, NODES.get(edge.to).iri, (RELATIONS.get(edge.relation) || {}).iri];
  if (![from, to, relation].every(isIri)) return [];
  const it = `_:${edge.id.replace(/[^A-Za-z0-9]/g, "_")}`;
  const status = { proposed: "Proposed", sought: "Sought", leave: "Leave" }[edge.status];
  return [...(edge.status === "existing" || edge.status === "added" ? [[from, relation, iri(to)]] : []),
    [it, `${RDFNS}type`, iri(`${RDFNS}Statement`)], [it, `${RDFNS}subject`, iri(from)], [it, `${RDFNS}predicate`, iri(relation)], [it, `${RDFNS}object`, iri(to)],
    ...(status ? [[it, `${SG}status`, iri(SG + status)]] : []), ...edge.evidence.map(iriOf).filter(isIri).map((one) => [it, `${DCTERMS}source`, iri(one)])];
}

function turtle() {
  const prefixes = Object.entries({ ...DATA.turtle.prefixes, rdf: RDFNS, rdfs: RDFS, dcterms: DCTERMS, sg: SG }).sort(([a], [b]) => (a < b ? -1 : 1));
  const short = (iri) => {
    if (iri.startsWith("_:")) return iri;
    const found = prefixes.find(([, space]) => iri.startsWith(space) && /^[A-Za-z_][\w-]*$/.test(iri.slice(space.length)));
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
  };
  const bySubject = new Map();
  for (const [subject, property, object] of triples()) {
    const text = object.iri ? short(object.iri) : `${turtleText(object.text)}@${object.lang}`;
    bySubject.set(subject, new Set([...(bySubject.get(subject) || []), `${property === `${RDFNS}type` ? "a" : short(property)} ${text}`]));
  }
  const blocks = [...bySubject].map(([subject, lines]) => `${short(subject)} ${[...lines].join(" ;\n    ")} .`);
  return `${prefixes.map(([key, space]) => `@prefix ${key}: <${space}> .`).join("\n")}\n\n# ${oneLine(t(DATA.meta.title))}\n# ${oneLine(sourceLine())}\n\n${blocks.join("\n\n")}\n`;
}

// Lone surrogates have no place in UTF-8; everything else that JSON escapes, Turtle escapes alike.
const turtleText = (text) => JSON.stringify(text.toWellFormed ? text.toWellFormed() : text).replace(/[\u007f-\u009f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
const oneLine = (text) => clean(text).replace(/\s+/g, " ");

function jsonld() {
  const nodes = new Map();
  for (const [subject, property, object] of triples()) {
    const node = nodes.get(subject) || { "@id": subject };
    if (property === `${RDFNS}type`) node["@type"] = [...new Set([...(node["@type"] || []), object.iri])];
    else node[property] = [...(node[property] || []), object.iri ? { "@id": object.iri } : { "@value": object.text, "@language": object.lang }];
    nodes.set(subject, node);
  }
  return `${JSON.stringify([...nodes.values()], null, 1)}\n`;
}
