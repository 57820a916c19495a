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
  const words = chosen.get("words").toLowerCase().split(/\s+/).filter(Boolean);
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
