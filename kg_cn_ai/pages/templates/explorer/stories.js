// Stories: an ordered list of views with a text for each, told one step at a time.

import { $, button, make } from "./dom.js";
import { language, pick, say } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./state.js").State} State */

/**
 * @param {Graph} graph @param {State} state @param {(story: number, step: number) => void} tell Ends the story with (-1, 0).
 * @returns {() => void} Draws the list of stories and the step that is told.
 */
export function makeStories({ page }, state, tell) {
  let drawn = "";
  return () => {
    const now = `${language()} ${state.story} ${state.step}`;
    if (now === drawn) return;
    drawn = now;
    $("stories").hidden = !page.stories.length;
    $("story-list").replaceChildren(
      ...page.stories.map((story, k) =>
        make("li", {}, button({ class: "preset", "aria-pressed": String(state.story === k), onclick: () => tell(state.story === k ? -1 : k, 0) }, pick(story.title))),
      ),
    );
    const box = $("story");
    const story = page.stories[state.story];
    box.hidden = !story;
    if (!story) return void box.replaceChildren();
    const step = story.steps[state.step];
    const focused = box.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.move : "";
    const move = (/** @type {string} */ key, /** @type {number} */ to) => button({ class: "act", "data-move": key, disabled: !story.steps[to], onclick: () => tell(state.story, to) }, say(key));
    box.replaceChildren(
      make("p", { class: "muted" }, `${pick(story.title)} · ${state.step + 1}/${story.steps.length}`),
      make("h2", {}, pick(step.title)),
      make("p", {}, pick(step.text)),
      make("div", { class: "acts" }, move("previous", state.step - 1), move("next", state.step + 1), button({ class: "act", onclick: () => tell(-1, 0) }, say("endStory"))),
    );
    const again = focused && box.querySelector(`[data-move="${focused}"]:not([disabled])`);
    if (again) /** @type {HTMLElement} */ (again).focus();
  };
}
