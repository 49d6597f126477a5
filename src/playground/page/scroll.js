/** Nearer to the end than this counts as being there, in pixels. */
const NEAR_END = 80;

/** Keeps the newest message in sight for a reader who is at the end, and leaves everybody else where they are. */
export class Follower {
  /** @type {HTMLElement | null} */
  #scroller = null;
  following = true;
  #lastTop = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} content what grows inside it, also when a picture has loaded
   */
  watch(scroller, content) {
    this.#scroller = scroller;
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(content);
    observer.observe(scroller);
  }

  /**
   * The scroller moved. Only moving up is the reader's wish to leave the end: when messages come faster than they are
   * drawn, the end is far away for a moment too.
   */
  moved() {
    const box = this.#scroller;
    if (box === null) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    if (near) this.following = true;
    else if (box.scrollTop < this.#lastTop) this.following = false;
    this.#lastTop = box.scrollTop;
  }

  toEnd() {
    this.following = true;
    this.settle();
  }

  /** Goes to the end if the reader was there. */
  settle() {
    if (this.following && this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}
