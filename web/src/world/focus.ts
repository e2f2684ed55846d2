import { chosen, partners, type Tie } from "./partners.ts";

const tieOf = (curve: SVGAElement): Tie => {
  const { a = "", b = "", weight = "" } = curve.dataset;
  return { a, b, weight, href: curve.getAttribute("href") ?? "" };
};

/** An element with a text, which is never read as HTML. */
function made<K extends keyof HTMLElementTagNameMap>(name: K, text = "", href = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.textContent = text;
  if (href) element.setAttribute("href", href);
  return element;
}

/**
 * A country that is clicked is looked at in place: its curves stay, the rest fades, and a panel lists its partners. The
 * address becomes the one under which the server shows the same, so that it can be sent on. Where the server left ties
 * undrawn, or a country is chosen already, links lead to the server as they do without a script.
 */
export function focusOn(figure: HTMLElement, svg: SVGSVGElement): void {
  const words = figure.dataset;
  if (words.whole !== "yes") return;
  const curves = [...svg.querySelectorAll<SVGAElement>("a.curve")];
  const places = [...svg.querySelectorAll<SVGAElement>("a.place")];
  const ties = curves.map(tieOf);
  const names = new Map(places.map((place) => [place.dataset.actor ?? "", place.dataset.name ?? ""]));
  const panel = made("section");
  panel.className = "notice world-panel";
  panel.tabIndex = -1;
  panel.hidden = true;
  figure.querySelector("figcaption")!.before(panel);

  const show = (actor: string | null) => {
    const near = new Set(ties.filter(({ a, b }) => a === actor || b === actor).flatMap(({ a, b }) => [a, b]));
    svg.classList.toggle("focused", actor !== null);
    for (const curve of curves) curve.classList.toggle("kept", [curve.dataset.a, curve.dataset.b].includes(actor ?? ""));
    for (const one of svg.querySelectorAll<SVGElement>("[data-actor]")) one.classList.toggle("kept", near.has(one.dataset.actor ?? ""));
    for (const place of places) place.toggleAttribute("aria-current", place.dataset.actor === actor);
    history.replaceState(null, "", chosen(location.href, actor));
    for (const copy of document.querySelectorAll<HTMLElement>("[data-copy-link]")) copy.dataset.copyLink = location.href;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.href = chosen(link.href, actor);
    panel.hidden = actor === null;
  };
  const close = (place: SVGAElement | null) => {
    show(null);
    place?.focus();
  };
  const open = (actor: string) => {
    const place = places.find((one) => one.dataset.actor === actor) ?? null;
    const list = made("ul");
    for (const { name, weight, href } of partners(ties, names, actor, document.documentElement.lang)) {
      const item = made("li");
      item.append(made("a", name, href), ` ${weight}`);
      list.append(item);
    }
    const ways = made("p");
    const all = made("button", words.wordsClose);
    all.addEventListener("click", () => close(place));
    ways.append(
      made("a", words.wordsPage, place?.dataset.page), " · ",
      made("a", words.wordsAlone, place?.getAttribute("href") ?? ""), " · ", all,
    );
    panel.replaceChildren(made("h2", names.get(actor)), made("p", words.wordsPartners), list, ways);
    show(actor);
    panel.focus();
  };
  for (const link of svg.querySelectorAll<SVGAElement>("a[data-actor]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open(link.dataset.actor ?? "");
    });
  }
  figure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.preventDefault();
    close(places.find((place) => place.hasAttribute("aria-current")) ?? null);
  });
}
