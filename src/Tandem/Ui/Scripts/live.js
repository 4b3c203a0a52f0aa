import { connectStreamSource, disconnectStreamSource } from '@hotwired/turbo';

// <turbo-frame data-poll="2"> asks again every so many seconds, until the server sends it without data-poll.
function poll() {
  for (const frame of document.querySelectorAll('turbo-frame[data-poll]:not([data-polling])')) {
    frame.dataset.polling = '';
    setTimeout(() => {
      delete frame.dataset.polling;
      if (!frame.isConnected || !frame.dataset.poll) return;
      if (document.hidden) return poll();
      if (frame.src) frame.reload();
      else frame.src = frame.dataset.src;
    }, Number(frame.dataset.poll) * 1000);
  }
}
document.addEventListener('turbo:load', poll);
document.addEventListener('turbo:frame-load', poll);
document.addEventListener('turbo:before-frame-render', ({ detail, target }) => {
  const fresh = detail.newFrame;
  if (fresh.dataset.poll) target.dataset.poll = fresh.dataset.poll;
  else delete target.dataset.poll;
});

// <tandem-stream src="/notices/stream"> listens for Turbo Streams over server-sent events.
class Stream extends HTMLElement {
  connectedCallback() {
    this.source = new EventSource(this.getAttribute('src'));
    connectStreamSource(this.source);
  }
  disconnectedCallback() {
    disconnectStreamSource(this.source);
    this.source.close();
  }
}
customElements.define('tandem-stream', Stream);
