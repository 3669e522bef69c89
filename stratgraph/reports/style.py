"""The look of a report: typography for reading and for paper, light and dark. Contrast is WCAG's AA or better."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fff; --ink: #1b1f24; --quiet: #4f5761; --line: #d0d6dd; --shade: #f4f6f8; --link: #0b57a4;
  --mark: #7a4300; --mark-ground: #fff3e0; --lack: #b34700; --has: #00654a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --ink: #e8eaed; --quiet: #aeb6c0; --line: #3a414a; --shade: #1d2127; --link: #8bbdf5;
    --mark: #ffc37d; --mark-ground: #3a2a12; --lack: #ff9a52; --has: #5fd3ae;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink); hyphens: manual;
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { overflow-wrap: break-word; }
.choice { position: absolute; opacity: 0; width: 1px; height: 1px; }
.bar { position: sticky; top: 0; z-index: 1; background: var(--ground); border-bottom: 1px solid var(--line); }
.bar > div { max-width: 68rem; margin: 0 auto; padding: .35rem 1.5rem; display: flex; gap: .5rem;
  justify-content: flex-end; }
.bar label { padding: .25rem .75rem; min-height: 1.75rem; border: 1px solid var(--line); border-radius: 1rem;
  cursor: pointer; font-size: .95rem; }
.edition { display: none; max-width: 68rem; margin: 0 auto; padding: 0 1.5rem 4rem; }
header { padding: 2.5rem 0 1.5rem; border-bottom: 3px solid var(--ink); margin-bottom: 1.5rem; }
h1 { font-size: 2.4rem; line-height: 1.12; margin: 0 0 .35rem; letter-spacing: -.015em; text-wrap: balance; }
.subtitle { font-size: 1.25rem; color: var(--quiet); margin: 0 0 1rem; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 0; font-size: .95rem; }
dl > div { display: flex; gap: .4rem; }
dt { color: var(--quiet); } dt::after { content: ":"; }
dd { margin: 0; }
nav { margin: 0 0 2rem; font-size: .98rem; }
nav ul { columns: 2; column-gap: 3rem; list-style: none; margin: .25rem 0 0; padding: 0; }
nav li { break-inside: avoid; margin: 0 0 .3rem; max-width: none; padding-inline-start: 1.1rem; text-indent: -1.1rem; }
nav li.sub { padding-inline-start: 2.2rem; font-size: .93rem; }
h2 { font-size: 1.55rem; line-height: 1.2; margin: 3rem 0 .75rem; padding-top: .5rem; text-wrap: balance; }
h3 { font-size: 1.18rem; line-height: 1.3; margin: 2rem 0 .5rem; text-wrap: balance; }
h4 { font-size: 1.02rem; margin: 0 0 .25rem; }
p { margin: 0 0 .8rem; max-width: 68ch; }
.lead { font-size: 1.4rem; line-height: 1.35; font-weight: 600; max-width: 44ch; text-wrap: pretty; }
.reading { color: var(--quiet); border-inline-start: .2rem solid var(--line); padding-inline-start: .8rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible, .choice:focus-visible + label {
  outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 1.5rem; font-size: .97rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: start; vertical-align: top; padding: .5rem 1rem .5rem 0; }
thead th { border-bottom: 2px solid var(--ink); font-size: .88rem; }
tbody th { font-weight: 600; }
tbody tr > * { border-bottom: 1px solid var(--line); }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.text { white-space: pre-line; }
.list > span { display: block; }
.refs { white-space: normal; }
.refs a { display: inline-block; min-width: 1.5rem; padding: 0 .15rem; font-size: .88rem;
  font-variant-numeric: tabular-nums; }
.sign { display: inline-block; width: 1.05em; height: 1.05em; vertical-align: -.14em; margin-inline-end: .45em; }
.lacks { color: var(--lack); } .has { color: var(--has); }
.graded { font-weight: 600; }
.other { display: inline-block; padding: 0 .4em; border: 1px dashed currentColor; border-radius: .25rem;
  color: var(--mark); background: var(--mark-ground); font-size: .84rem; }
.gap { border: 1px solid var(--line); border-inline-start: .35rem solid var(--lack); border-radius: .3rem;
  padding: .9rem 1.1rem .6rem; margin: 0 0 1rem; break-inside: avoid; }
.gap h4 { font-size: 1.08rem; }
.gap .grade { color: var(--lack); font-weight: 600; margin: 0 0 .5rem; }
.gap > ol { list-style: none; padding: 0; margin: 0; }
.gap > ol > li { display: grid; grid-template-columns: 3.2rem 1fr; margin: 0 0 .5rem; max-width: none; }
.gap .points { font-weight: 700; font-variant-numeric: tabular-nums; text-align: end; padding-inline-end: .8rem;
  font-size: 1.1rem; }
.gap .points small { display: block; font-weight: 400; font-size: .75rem; color: var(--quiet); }
.gap ul { margin: .1rem 0 .3rem; padding-inline-start: 1.1rem; font-size: .95rem; }
.gap ul li { margin: 0 0 .15rem; }
figure { margin: 1rem 0 1.5rem; }
figure svg { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: .3rem; }
figcaption { color: var(--quiet); margin-top: .4rem; font-size: .95rem; }
.evidence { padding-inline-start: 2.6rem; font-size: .95rem; columns: 2; column-gap: 3rem; }
.evidence li { break-inside: avoid; margin: 0 0 .45rem; }
.evidence li:target { background: var(--mark-ground); outline: .25rem solid var(--mark-ground); }
.evidence p { margin: .1rem 0 0; }
.evidence .where { color: var(--quiet); }
blockquote { margin: .25rem 0 0; padding-inline-start: .75rem; border-inline-start: .2rem solid var(--line); }
details { border-top: 1px solid var(--line); padding: .5rem 0; }
summary { cursor: pointer; min-height: 1.5rem; }
summary code { color: var(--quiet); }
pre { background: var(--shade); padding: .75rem 1rem; border-radius: .3rem; white-space: pre-wrap; font-size: .84rem;
  overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .88em; }
@media screen and (max-width: 44rem) {
  body { font-size: 1rem; }
  .edition, .bar > div { padding-inline: 1rem; }
  header { padding-top: 1.5rem; }
  h1 { font-size: 1.75rem; }
  .subtitle { font-size: 1.1rem; }
  .lead { font-size: 1.2rem; }
  nav ul, .evidence { columns: 1; }
  table, tbody, tr, tbody th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  tbody tr > * { border: 0; padding: .1rem 0; display: grid; grid-template-columns: 7.5rem minmax(0, 1fr);
    column-gap: .75rem; }
  tbody tr > .number { text-align: start; }
  tbody tr > *::before { content: attr(data-title); color: var(--quiet); font-size: .85rem; font-weight: 400;
    grid-row: 1 / span 99; }
  tbody tr > * > * { grid-column: 2; justify-self: start; }
  tbody tr > :empty { display: none; }
  figure.wide { overflow-x: auto; }
  figure.wide svg { width: 60rem; }
}
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  :root { --ground: #fff; --ink: #000; --quiet: #333; --line: #999; --shade: #fff; --link: #000; --mark: #000;
    --mark-ground: #fff; --lack: #8a3600; --has: #004d38; }
  body { font-size: 10pt; }
  .edition { max-width: none; padding: 0; }
  .bar, nav { display: none; }
  header { padding-top: 0; }
  h1 { font-size: 22pt; } h2 { font-size: 14.5pt; margin-top: 8mm; } h3 { font-size: 11.5pt; }
  .lead { font-size: 13pt; }
  h2, h3, h4, caption { break-after: avoid; }
  .reading { break-after: avoid; }
  table { font-size: 9pt; }
  thead { display: table-header-group; }
  tr, li, figure { break-inside: avoid; }
  .gap { break-inside: auto; }
  .gap h4, .gap .grade { break-after: avoid; }
  .evidence { font-size: 8.5pt; }
  a { text-decoration: none; }
  pre { border: 1px solid var(--line); font-size: 7.5pt; }
  details::details-content { content-visibility: visible; block-size: auto; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
