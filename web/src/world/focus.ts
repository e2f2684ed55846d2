import { chosen } from "./address.ts";

/**
 * A country that is clicked is looked at in place: its curves stay, the rest fades, and what the server tells of it comes
 * beside the map. The address becomes the one under which the server shows the same, so that it can be sent on. Where the
 * server left ties undrawn, links lead to it as they do without a script; so they do where it does not answer.
 */
export function focusOn(figure: HTMLElement, svg: SVGSVGElement): void {
  const place = () => figure.querySelector<HTMLElement>(".beside")!;
  let asked = 0;

  const isOf = (curve: SVGAElement, actor: string) => curve.dataset.a === actor || curve.dataset.b === actor;
  const emphasise = (actor: string) => {
    const curves = [...svg.querySelectorAll<SVGAElement>("a.curve")];
    const marks = [...svg.querySelectorAll<SVGElement>(".place, .placed-name")];
    const near = new Set([actor, ...curves.filter((c) => isOf(c, actor)).flatMap((c) => [c.dataset.a, c.dataset.b])]);
    const mark = (element: SVGElement, isNear: boolean, isChosen = false) => {
      element.classList.toggle("is-near", actor !== "" && isNear);
      element.classList.toggle("is-far", actor !== "" && !isNear);
      element.classList.toggle("is-chosen", isChosen);
    };
    for (const curve of curves) mark(curve, isOf(curve, actor));
    for (const one of marks) mark(one, near.has(one.dataset.actor), actor !== "" && one.dataset.actor === actor);
    history.replaceState(null, "", chosen(location.href, actor));
    for (const copy of document.querySelectorAll<HTMLElement>("[data-copy-link]")) copy.dataset.copyLink = location.href;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) link.href = chosen(link.href, actor);
    const field = document.querySelector<HTMLSelectElement>("select[name=focus]");
    if (field) field.value = actor;
  };
  const close = () => {
    const actor = new URL(location.href).searchParams.get("focus") ?? "";
    asked++;
    emphasise("");
    place().replaceChildren(hint(place()));
    svg.querySelector<SVGAElement>(`a.place[data-actor="${CSS.escape(actor)}"]`)?.focus();
  };
  const open = async (actor: string, href: string) => {
    const turn = ++asked;
    emphasise(actor);
    try {
      const answer = await fetch(chosen(new URL(figure.dataset.world ?? "", location.href).href, actor));
      if (!answer.ok) throw new Error(`${answer.status}`);
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("section.chosen");
      if (turn !== asked) return;
      place().replaceChildren(...(told ? [told] : []));
      place().querySelector<HTMLElement>("h2")?.focus();
    } catch {
      if (turn === asked) location.assign(href);
    }
  };
  figure.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (figure.dataset.isWhole !== "yes") return;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const actor = link.getAttribute("data-actor");
    if (!actor && !link.hasAttribute("data-close")) return;
    event.preventDefault();
    if (actor) void open(actor, link.getAttribute("href") ?? "");
    else close();
  });
  figure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || figure.dataset.isWhole !== "yes" || !place().querySelector("section")) return;
    event.preventDefault();
    close();
  });
}

function hint(beside: HTMLElement): HTMLElement {
  const made = document.createElement("p");
  made.className = "quiet small";
  made.textContent = beside.dataset.hint ?? "";
  return made;
}
