"""The look of a page: the system's own fonts, light and dark, narrow and printed. Contrast is WCAG's AA or better."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fff; --ink: #1b1f24; --quiet: #545b64; --line: #d0d6dd; --shade: #f4f6f8; --link: #0b57a4;
  --mark: #7a4300; --mark-ground: #fff3e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --ink: #e8eaed; --quiet: #a9b1bb; --line: #3a414a; --shade: #1d2127; --link: #8bbdf5;
    --mark: #ffc37d; --mark-ground: #3a2a12;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 70ch; }
.reading { border-inline-start: .25rem solid var(--line); padding-inline-start: .75rem; color: var(--quiet); }
.reading b { color: var(--ink); }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: 1.25rem 0; }
caption { text-align: start; color: var(--quiet); padding-bottom: .4rem; }
th, td { text-align: start; vertical-align: top; padding: .5rem 1rem .5rem 0; min-width: 8ch; }
.layer { overflow-wrap: normal; }
thead th { border-bottom: 2px solid var(--ink); font-size: .9rem; overflow-wrap: normal; }
tbody th { font-weight: 600; }
tbody tr > * { border-bottom: 1px solid var(--line); }
.number { min-width: 0; text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.evidence, .iri, .layer { font-size: .9rem; }
.evidence > span, .list > span, .iri > span { display: block; }
.text { white-space: pre-line; }
.other { display: inline-block; padding: 0 .4em; border: 1px dashed currentColor; border-radius: .25rem;
  color: var(--mark); background: var(--mark-ground); font-size: .85rem; }
details { margin: 2rem 0 0; border-top: 1px solid var(--line); padding-top: .75rem; }
summary { cursor: pointer; font-weight: 600; font-size: 1.15rem; }
summary small { font-weight: 400; color: var(--quiet); font-size: .9rem; }
ol { padding-inline-start: 2.25rem; }
li { margin: 0 0 .6rem; max-width: 100ch; }
li:target { background: var(--mark-ground); outline: .25rem solid var(--mark-ground); }
li p { margin: .15rem 0 0; }
li .where { color: var(--quiet); }
blockquote { margin: .25rem 0 0; padding-inline-start: .75rem; border-inline-start: .2rem solid var(--line); }
pre { background: var(--shade); padding: .75rem 1rem; border-radius: .3rem; white-space: pre-wrap; font-size: .85rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: .9rem; }
footer code { color: var(--ink); }
@media screen and (max-width: 40rem) {
  main { padding: 1.25rem 1rem 2rem; }
  h1 { font-size: 1.4rem; }
  table, caption, tbody, tr, tbody th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  tbody tr > * { border: 0; padding: .1rem 0; text-align: start; display: grid; grid-template-columns: 7.5rem 1fr;
    column-gap: .75rem; white-space: normal; }
  tbody tr > .number { text-align: start; }
  tbody tr > *::before { content: attr(data-title); color: var(--quiet); font-size: .85rem; font-weight: 400;
    grid-row: 1 / span 99; }
  tbody tr > * > * { grid-column: 2; justify-self: start; }
  tbody tr > :empty { display: none; }
}
@media print {
  :root { --ground: #fff; --ink: #000; --quiet: #333; --line: #999; --shade: #fff; --link: #000; --mark: #000;
    --mark-ground: #fff; }
  main { max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr, li { break-inside: avoid; }
  a { text-decoration: none; }
  pre { border: 1px solid var(--line); }
  details::details-content { content-visibility: visible; block-size: auto; }
}
"""
