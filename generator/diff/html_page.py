"""The fixed parts of the page that `html` writes: how it looks, and how it filters.

In: nothing. Out: two texts that hold nothing of any document.
"""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--line:#8884;--old:#f002;--new:#0a02}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:1200px;padding:0 1rem 4rem}
header{position:sticky;top:0;background:Canvas;border-bottom:1px solid var(--line);padding:.5rem 0}
h1{font-size:1.3rem;margin:.3rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
h3{font-size:1rem;font-weight:500;margin:0}p{margin:.2rem 0}
form{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center}
input[type=search]{flex:1;min-width:12rem;padding:.2rem .4rem}
article{border-left:4px solid;padding:.4rem .8rem;margin:.5rem 0;overflow-wrap:anywhere}
article>p,th{color:GrayText;font-size:.87rem}
.level{font-weight:700;font-size:.8rem;text-transform:uppercase}
.breaking{border-color:#d1242f}.warning{border-color:#bf8700}.info{border-color:#2f81c7}
.breaking .level,label.breaking{color:#d1242f}.warning .level,label.warning{color:#9a6700}
.info .level,label.info{color:#2f81c7}
table{border-collapse:collapse;width:100%;table-layout:fixed}
table{font:12.5px/1.45 ui-monospace,monospace}
th{text-align:left;font-weight:400}td{white-space:pre-wrap;padding:0 .5rem;vertical-align:top}
td+td,th+th{border-left:1px solid var(--line);padding-left:.5rem}
td.old,pre.old{background:var(--old)}td.new,pre.new{background:var(--new)}
tr.gap td{color:GrayText}pre{margin:.2rem 0;padding:.2rem .5rem;white-space:pre-wrap}
[hidden]{display:none!important}
"""

SCRIPT = """
const form = document.getElementById("filters");
const apply = () => {
  const chosen = new FormData(form);
  const levels = chosen.getAll("level");
  const direction = chosen.get("direction"), source = chosen.get("source");
  const words = chosen.get("words").toLowerCase().split(/\\s+/).filter(Boolean);
  let seen = 0;
  for (const section of document.querySelectorAll("section")) {
    const heading = section.querySelector("h2").textContent;
    let shown = 0;
    for (const change of section.querySelectorAll("article")) {
      const own = change.dataset, text = (heading + " " + change.textContent).toLowerCase();
      change.hidden = !levels.includes(own.level)
        || (direction && !own.direction.split(" ").includes(direction))
        || (source && own.source !== source)
        || (own.texts === "true" && !chosen.get("texts"))
        || !words.every(word => text.includes(word));
      shown += !change.hidden;
    }
    section.hidden = !shown;
    seen += shown;
  }
  document.getElementById("none").hidden = seen > 0;
};
form.addEventListener("input", apply);
form.addEventListener("submit", event => event.preventDefault());
apply();
"""
