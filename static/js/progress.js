// Keeps a progress bar true while a job runs. The address answers with JSON:
// {"done": 3, "total": 40, "sentence": "3 of 40 pages", "finished": false}
// When the job has finished (well or badly) the page is loaded again and says so.
const EVERY = 2000;
const SLOWER_AFTER_AN_ERROR = 10000;

export function watchProgress(region) {
  const bar = region.querySelector("progress");
  const sentence = region.querySelector("[data-progress-sentence]");

  async function look() {
    let wait = EVERY;
    try {
      const answer = await fetch(region.dataset.progressUrl, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const state = await answer.json();
      if (state.finished) {
        window.location.reload();
        return;
      }
      if (state.total) {
        bar.max = state.total;
        bar.value = state.done;
      }
      if (sentence.textContent !== state.sentence) sentence.textContent = state.sentence;
    } catch (error) {
      wait = SLOWER_AFTER_AN_ERROR;
    }
    window.setTimeout(look, wait);
  }

  window.setTimeout(look, EVERY);
}
