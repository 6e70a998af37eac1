// <trap-door>: the machine on a page.

class TrapDoor extends HTMLElement {
  async connectedCallback() {
    const canvas = document.createElement('canvas');
    canvas.tabIndex = 0;
    this.append(canvas);
    const { default: create_playground } = await import('./playground.js');
    this.machine = await create_playground({ canvas });
  }
}

customElements.define('trap-door', TrapDoor);
