"""The fixed parts of the page that `html` writes: how it looks, and how it filters.

In: nothing. Out: two texts that hold nothing of any document.
"""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;
--page:light-dark(#f6f7f9,#0f1216);--card:light-dark(#fff,#171b21);
--ink:light-dark(#1b2027,#e4e8ee);--soft:light-dark(#5b6573,#98a3b3);
--line:light-dark(#dfe3e8,#2a313b);--wash:light-dark(#eef1f4,#20262e);
--breaking:light-dark(#c0262d,#ff7b72);--warning:light-dark(#8f6200,#e3b341);
--info:light-dark(#1f6fb8,#79b8ff);--safe:light-dark(#1b7a3d,#6fdd8b);
--old:light-dark(#fdebec,#3a1d20);--new:light-dark(#e6f6ea,#16301f);
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 var(--sans)}
code,pre,table{font-family:var(--mono)}
.wide{max-width:1120px;margin:0 auto;padding:0 1.25rem}
header{background:var(--card);border-bottom:1px solid var(--line);padding:1.6rem 0 1.2rem}
h1{font-size:1.55rem;line-height:1.25;letter-spacing:-.015em;margin:0}
.step{display:flex;flex-wrap:wrap;gap:.15rem .7rem;align-items:baseline;margin:.35rem 0 0}
.step b{font-size:1.05rem}.step small,.step span{color:var(--soft);overflow-wrap:anywhere}
.step .bump b{font-size:inherit}
.bump{margin-left:auto;font-size:.85rem;border:1px solid var(--line);border-radius:99px;
padding:.1rem .75rem;background:var(--wash)}
#filters{position:sticky;top:0;z-index:1;background:var(--page);border-bottom:1px solid var(--line)}
#filters>.wide{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;
padding-top:.6rem;padding-bottom:.6rem}
label.chip{display:inline-flex;gap:.4rem;align-items:center;cursor:pointer;font-size:.87rem;
border:1px solid var(--line);border-radius:99px;padding:.22rem .75rem;background:var(--card)}
label.chip b{font-variant-numeric:tabular-nums}
label.chip input{margin:0;accent-color:var(--tone,var(--info))}
label.chip:not(:has(:checked)){color:var(--soft);background:none}
select,input[type=search],button{font:inherit;font-size:.87rem;color:inherit;
background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.25rem .6rem}
button{cursor:pointer}input[type=search]{flex:1 1 12rem;min-width:0}
:is(select,input,button,summary):focus-visible,label:has(:focus-visible){
outline:2px solid var(--info);outline-offset:2px}
#seen{font-size:.87rem;color:var(--soft);font-variant-numeric:tabular-nums}
main{padding-top:.5rem!important;padding-bottom:5rem!important}
h2{font-size:1rem;margin:1.8rem 0 .6rem;overflow-wrap:anywhere}
h2 code{font-weight:600;font-size:.95rem}h2 small{font-weight:400;color:var(--soft)}
h2 .method{font:700 .72rem/1 var(--mono);letter-spacing:.03em;color:var(--info);
border:1px solid currentColor;border-radius:.3rem;padding:.15rem .4rem;margin-right:.5rem}
article{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--tone);
border-radius:.6rem;padding:.7rem 1rem;margin:.5rem 0;overflow-wrap:anywhere}
.breaking{--tone:var(--breaking)}.warning{--tone:var(--warning)}
.info{--tone:var(--info)}.safe{--tone:var(--safe)}
h3{font-size:1rem;font-weight:500;margin:0;display:flex;gap:.65rem;align-items:baseline}
.level{flex:none;color:var(--tone);font:700 .7rem/1.6 var(--sans);letter-spacing:.05em;
text-transform:uppercase}
.why{margin:.15rem 0 0;font-size:.93rem}
.facts,.also{margin:.25rem 0 0;color:var(--soft);font-size:.87rem}
.facts code{background:var(--wash);border-radius:.3rem;padding:.05rem .35rem;font-size:.8rem}
.facts>*+*::before{content:"·";margin:0 .45rem;color:var(--line)}
details{margin-top:.5rem}summary{cursor:pointer;font-size:.87rem;color:var(--info);
width:fit-content}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin-top:.5rem;font-size:12.5px;
line-height:1.5;border:1px solid var(--line)}
th{text-align:left;font-weight:400;color:var(--soft);background:var(--wash);padding:.25rem .6rem;
vertical-align:top}
td{white-space:pre-wrap;padding:0 .6rem;vertical-align:top}
td+td,th+th{border-left:1px solid var(--line)}
td.old{background:var(--old)}td.new{background:var(--new)}tr.gap td{color:var(--soft)}
pre{margin:.4rem 0 0;padding:.3rem .6rem;white-space:pre-wrap;font-size:12.5px;border-radius:.35rem;
background:var(--wash)}
pre.old{background:var(--old)}pre.new{background:var(--new)}
pre.old::before{content:"- ";color:var(--breaking)}pre.new::before{content:"+ ";color:var(--safe)}
.none{text-align:center;color:var(--soft);padding:4rem 0}
[hidden]{display:none!important}
@media(max-width:640px){#filters{position:static}.bump{margin-left:0}
h3{flex-direction:column;gap:0}
table{font-size:11px}td,th{padding:0 .3rem}}
@media print{#filters{display:none}details{display:block}}
"""

SCRIPT = """
const form = document.getElementById("filters");
const search = form.elements.words, button = form.elements.open;
const changes = [...document.querySelectorAll("article")].map(element => {
  const section = element.closest("section");
  const heading = section.querySelector("h2").textContent;
  return {element, section, text: (heading + " " + element.textContent).toLowerCase()};
});
const apply = () => {
  const chosen = new FormData(form);
  const levels = chosen.getAll("level");
  const direction = chosen.get("direction"), source = chosen.get("source");
  const words = chosen.get("words").toLowerCase().split(/\\s+/).filter(Boolean);
  const shown = new Map();
  let seen = 0;
  for (const {element, section, text} of changes) {
    const own = element.dataset;
    element.hidden = !levels.includes(own.level)
      || (direction && !own.direction.split(" ").includes(direction))
      || (source && own.source !== source)
      || (own.texts === "true" && !chosen.get("texts"))
      || !words.every(word => text.includes(word));
    shown.set(section, shown.get(section) || !element.hidden);
    seen += !element.hidden;
  }
  for (const [section, any] of shown) section.hidden = !any;
  document.getElementById("none").hidden = seen > 0 || !changes.length;
  document.getElementById("seen").textContent = `${seen} of ${changes.length}`;
};
form.addEventListener("input", apply);
form.addEventListener("submit", event => event.preventDefault());
button.addEventListener("click", () => {
  const open = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", open);
  for (const {element} of changes) {
    for (const part of element.querySelectorAll("details")) part.open = open;
  }
});
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !/INPUT|SELECT/.test(document.activeElement.tagName)) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && document.activeElement === search) {
    search.value = "";
    apply();
  }
});
apply();
"""
