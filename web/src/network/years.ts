// Two sliders for the years, beside the two fields of the form. They only move what the fields say; nothing plays by itself.

export interface YearWords {
  years?: string; // "2015 2026"
  first?: string;
  last?: string;
  legend?: string;
}

/** A year out of a field such as "2018" or "2018-05", kept within the span. */
export function yearOf(text: string, otherwise: number, [first, last]: readonly [number, number]): number {
  const year = Number.parseInt(text.slice(0, 4), 10);
  return Number.isNaN(year) ? otherwise : Math.min(Math.max(year, first), last);
}

/** Puts the sliders into their place; `moved` is told both years while they are moved. */
export function yearSliders(
  place: HTMLElement,
  from: HTMLInputElement,
  to: HTMLInputElement,
  moved: (first: number, last: number, whole: readonly [number, number]) => void,
): void {
  const words: YearWords = place.dataset;
  const [least = 0, most = 0] = (words.years ?? "").split(" ").map(Number);
  if (least >= most) return;
  const whole = [least, most] as const;
  const group = document.createElement("fieldset");
  group.className = "span-years";
  const legend = document.createElement("legend");
  legend.textContent = words.legend ?? "";
  const one = slider(words.first ?? "", whole, yearOf(from.value, least, whole));
  const other = slider(words.last ?? "", whole, yearOf(to.value, most, whole));
  group.append(legend, one.label, other.label);
  place.replaceChildren(group);
  const tell = (changed: HTMLInputElement, still: HTMLInputElement) => {
    if (Number(one.input.value) > Number(other.input.value)) still.value = changed.value;
    for (const { input, output } of [one, other]) output.textContent = input.value;
    moved(Number(one.input.value), Number(other.input.value), whole);
  };
  one.input.addEventListener("input", () => tell(one.input, other.input));
  other.input.addEventListener("input", () => tell(other.input, one.input));
}

function slider(words: string, [least, most]: readonly [number, number], value: number) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const output = document.createElement("output");
  input.type = "range";
  input.min = String(least);
  input.max = String(most);
  input.value = String(value);
  output.textContent = String(value);
  label.append(words, input, output);
  return { label, input, output };
}
