// Marks under what is wrong or doubtful in the editor. What is told of them stands in words below it, for everybody.
import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import { type Told } from "./problems.ts";

const marked = StateEffect.define<Told[]>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    let now = marks.map(change.changes);
    for (const effect of change.effects) if (effect.is(marked)) now = decorations(effect.value, change.state.doc.length);
    return now;
  },
  provide: (self) => EditorView.decorations.from(self),
});

const wave = (colour: string) => ({ textDecoration: `underline wavy ${colour}`, textDecorationSkipInk: "none", textUnderlineOffset: "3px" });

export const marking: Extension = [
  field,
  EditorView.baseTheme({ ".cm-told-error": wave("light-dark(#a11226, #f2828f)"), ".cm-told-warning, .cm-told-info": wave("var(--warn)") }),
];

/** Mark these places, and no others any more. */
export function mark(view: EditorView, told: Told[]): void {
  view.dispatch({ effects: marked.of(told) });
}

function decorations(told: Told[], length: number): DecorationSet {
  const ranges = told.filter(({ from, to }) => from < to && to <= length);
  return Decoration.set(
    ranges.map(({ from, to, severity }) => Decoration.mark({ class: `cm-told-${severity}` }).range(from, to)),
    true,
  );
}
